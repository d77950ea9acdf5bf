//! What do independent readers see in a PDF? (poppler-utils and zbar-tools, which `xtask` installs.)

use std::path::Path;
use std::process::Command;

use papers::Pdf;
use tempfile::TempDir;

/// The text of a PDF in reading order.
pub fn text_of(pdf: &Pdf) -> String {
    with_file(pdf, |_, file| run("pdftotext", &["-enc", "UTF-8", file, "-"]))
}

/// The text of a PDF in the order of its drawing, where a stamp across other text stays in one piece.
pub fn text_in_drawing_order(pdf: &Pdf) -> String {
    with_file(pdf, |_, file| run("pdftotext", &["-raw", "-enc", "UTF-8", file, "-"]))
}

/// One line for each font: name, type, encoding, embedded, subset, unicode, ...
pub fn fonts_of(pdf: &Pdf) -> Vec<String> {
    let listing = with_file(pdf, |_, file| run("pdffonts", &[file]));
    listing.lines().skip(2).map(str::to_owned).collect()
}

/// Title, dates, page size and more, as `pdfinfo` lists them.
pub fn info_of(pdf: &Pdf) -> String {
    with_file(pdf, |_, file| run("pdfinfo", &["-isodates", file]))
}

/// What a scanner reads from the page at 150 dots an inch.
pub fn scanned(pdf: &Pdf) -> String {
    with_file(pdf, |folder, file| {
        let stem = folder.join("page");
        run("pdftoppm", &["-r", "150", "-png", "-singlefile", file, stem.to_str().unwrap()]);
        run("zbarimg", &["--quiet", "--raw", folder.join("page.png").to_str().unwrap()])
    })
}

fn with_file<T>(pdf: &Pdf, read: impl FnOnce(&Path, &str) -> T) -> T {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    read(folder.path(), file.to_str().unwrap())
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} does not start ({error}): install poppler-utils and zbar-tools"));
    assert!(output.status.success(), "{program} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
