//! What do the tables hold? Read past the program: SQLite's file by Python, PostgreSQL by its own `psql`; nothing can be written.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::load::program::Node;
use crate::needs::python;
use crate::places::Places;
use crate::soak::Ground;
use crate::step;

pub struct Tables<'a> {
    places: &'a Places,
    node: &'a Node,
    /// PostgreSQL's own
    programs: PathBuf,
}

impl<'a> Tables<'a> {
    pub fn of(places: &'a Places, ground: &Ground, node: &'a Node) -> Result<Self, Failure> {
        if node.database.is_none() {
            python::ensure(places)?;
        }
        Ok(Self { places, node, programs: ground.programs() })
    }

    /// One row a line, its columns parted by tabs.
    pub fn ask(&self, query: &str) -> Result<String, Failure> {
        let mut command = match &self.node.database {
            Some(url) => {
                let mut psql = step::program(self.places, self.programs.join("psql"));
                psql.env("PGOPTIONS", "-c default_transaction_read_only=on");
                psql.args(["-X", "-q", "-A", "-t", "-F", "\t", "-d", url, "-c", query]);
                psql
            }
            None => {
                let reader = self.places.root.join("end2end/independent/rows.py");
                let mut python = step::program(self.places, "python3");
                python.arg(reader).arg(self.node.data.join("shanggang.db")).arg(query);
                python
            }
        };
        step::read(&mut command)
    }
}
