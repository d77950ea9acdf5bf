#![allow(clippy::unwrap_used)]

mod contracts;
mod counts;
mod gate;
mod moving;
mod of_projects;
mod page;
mod papers;
mod races;
mod registering;
mod roster;
mod scene;
mod search;
mod sheets;
mod teams;

use super::*;
use crate::fixtures::Part;
use crate::workers::{Codes, DuplicateKind, EntryItem, Household, PersonForm, Standing, Table, Warning};
use crate::{Day, Fault};
use scene::{Scene, day, somebody};
