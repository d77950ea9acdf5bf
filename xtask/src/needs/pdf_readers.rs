//! Which programs read printed documents and codes back in the tests?

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;
use crate::step;

/// A program, how it is asked whether it is there, and Debian's package that has it.
const READERS: [(&str, &str, &str); 2] = [("pdftoppm", "-v", "poppler-utils"), ("zbarimg", "--version", "zbar-tools")];

/// The machine's own, or Debian's.
pub fn ensure(places: &Places) -> Result<(), Failure> {
    for (program, question, package) in READERS {
        if !step::works(step::program(places, program).arg(question)) {
            apt::install(places, package, &format!("{program}, with which tests read printed documents,"))?;
        }
    }
    Ok(())
}
