use super::*;
use crate::cast::{code, key, path_id, public_url};
use crate::code::{CODE_BYTES_MAX, Code};
use crate::keys::Purpose;

/// What an independent reader sees in the modules: version, level and text.
fn read(image: &QrImage) -> (usize, u16, String) {
    let scale = 4;
    let side = (WIDTH + 2 * QUIET_ZONE) * scale;
    let shade = |x: usize, y: usize| {
        let module = |at: usize| (at / scale).checked_sub(QUIET_ZONE).filter(|&at| at < WIDTH);
        let dark = module(x).zip(module(y)).is_some_and(|(x, y)| image.modules[y * WIDTH + x]);
        if dark { 0 } else { 255 }
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
    let (meta, text) = prepared.detect_grids()[0].decode().unwrap();
    (meta.version.0, meta.ecc_level, text)
}

/// Level M in the two bits of the format information.
const LEVEL_M: u16 = 0;

#[test]
fn an_ordinary_code_is_version_10_m_and_reads_back() {
    let cose = code::sign(&code(), &key(Purpose::Certificates)).unwrap();
    let image = QrImage::draw(&public_url(), path_id(), &cose).unwrap();
    assert_eq!(image.modules.len(), WIDTH * WIDTH);
    assert_eq!(read(&image), (10, LEVEL_M, image.text.clone()));
    let parts = code::parse_qr_text(&read(&image).2).unwrap();
    assert_eq!(code::verify(&parts.cose, &[key(Purpose::Certificates).public_key()]), Ok(code()));
}

use crate::signer::Signer as _;

#[test]
fn the_shortest_and_the_longest_content_have_the_same_size() {
    let shortest = Code::new(path_id(), "A", 1, 0).unwrap();
    let cose = code::sign(&shortest, &key(Purpose::Certificates)).unwrap();
    let image = QrImage::draw(&PublicUrl::parse("https://a.cn").unwrap(), path_id(), &cose).unwrap();
    assert_eq!(read(&image), (10, LEVEL_M, image.text.clone()));
    let host = |length: usize| PublicUrl::parse(&format!("https://{}.cn", "h".repeat(length - 3))).unwrap();
    // The budget: hosts of 43, 37 and 32 characters beside 139, 145 and 150 bytes.
    for (bytes, characters) in [(139, 43), (145, 37), (CODE_BYTES_MAX, 32)] {
        let image = QrImage::draw(&host(characters), path_id(), &vec![0xff; bytes]).unwrap();
        assert_eq!(read(&image), (10, LEVEL_M, image.text.clone()), "{bytes}");
        let refused = QrImage::draw(&host(characters + 1), path_id(), &vec![0xff; bytes]);
        assert_eq!(refused, Err(QrFault::DoesNotFit), "{bytes}");
    }
}

#[test]
fn a_code_over_its_budget_is_not_drawn() {
    let refused = QrImage::draw(&public_url(), path_id(), &[1; CODE_BYTES_MAX + 1]);
    assert_eq!(refused, Err(QrFault::Code(CodeFault::TooLong)));
}

#[test]
fn the_svg_is_dark_on_light_with_its_quiet_zone() {
    let cose = code::sign(&code(), &key(Purpose::Certificates)).unwrap();
    let image = QrImage::draw(&public_url(), path_id(), &cose).unwrap();
    let svg = image.svg();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 65 65\""));
    assert_eq!(svg.matches("<path").count(), 2);
    // Painting the runs gives the modules again, none of them in the quiet zone.
    let runs = svg.split("fill=\"#000\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut painted = vec![false; WIDTH * WIDTH];
    for run in runs.split('M').skip(1) {
        let (place, length) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = length.split('v').next().unwrap().parse().unwrap();
        let begin = (y - QUIET_ZONE) * WIDTH + x - QUIET_ZONE;
        painted[begin..begin + length].fill(true);
    }
    assert_eq!(painted, image.modules);
}
