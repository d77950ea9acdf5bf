//! `cargo xtask postgres`: where is a PostgreSQL to try things on?

use crate::cluster::Cluster;
use crate::failure::Failure;
use crate::places::Places;
use crate::step::step;

pub fn postgres(places: &Places) -> Result<(), Failure> {
    let mut cluster = step("private PostgreSQL", || Cluster::start(places))?;
    println!("{}", cluster.url());
    println!("It is empty, unsafe on purpose (fsync=off, no password) and gone after Ctrl-C. For the tests:");
    println!("    export SHANGGANG_TEST_DATABASES=sqlite,postgres SHANGGANG_TEST_POSTGRES={}", cluster.url());
    cluster.wait();
    Ok(())
}
