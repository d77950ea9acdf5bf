//! Which Python runs the independent programs that regenerate papers and work scores out again?

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;
use crate::step;

/// The machine's `python3`, or Debian's; nothing beyond its standard library is used.
pub fn ensure(places: &Places) -> Result<(), Failure> {
    if step::works(step::program(places, "python3").arg("--version")) {
        return Ok(());
    }
    apt::install(places, "python3", "Python 3, which runs the independent programs of the tests,")
}
