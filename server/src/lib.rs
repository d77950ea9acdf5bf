//! How does the house run? Settings, commands, the router with its layers, sign-in and jobs. Holds no rules: what the
//! trade knows is in `registry`, what people see is in `app`.

pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod edge;
pub mod failure;
pub mod faults;
pub mod gate;
pub mod headers;
pub mod jobs;
pub mod limits;
pub mod metrics;
pub mod press;
pub mod problem;
pub mod proxies;
pub mod router;
pub mod routes;
pub mod session;
pub mod site;
pub mod smtp;
pub mod start;
