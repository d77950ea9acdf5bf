//! Which certificate do the tests print?

use std::sync::LazyLock;

use papers::{CertificatePaper, Fonts, Pdf, Qr, certificate};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::system().unwrap());

/// The fonts of this machine, searched once.
pub fn fonts() -> &'static Fonts {
    &FONTS
}

/// Host and path that the sample prints and its code opens.
pub const VERIFY_URL: &str = "lzy.nantong.example.cn/v/7K3MZ0Q2W8XR5TBN";

/// What the sample's code says: the address as bytes, the payload of 145 bytes as digits.
pub fn qr_text() -> String {
    let digits: String = (0..350).map(|index| char::from(b'0' + (index * 7 + index / 3 % 10) as u8 % 10)).collect();
    format!("https://{VERIFY_URL}#{digits}")
}

pub fn paper() -> CertificatePaper {
    CertificatePaper {
        title: "南通市建筑工人劳资员上岗证".into(),
        number_human: "通劳资〔2026〕000123号".into(),
        number_machine: "NTLZ320613-2026-000123-K".into(),
        name: "陈晓喆".into(),
        sex: "女".into(),
        id_number_masked: "3206**************".into(),
        photo_jpeg: None,
        hours_text: "40学时".into(),
        exam_day: "2026年11月18日".into(),
        result: "合格".into(),
        issuer: "南通市建筑工人服务管理办公室".into(),
        issued_day: "2026年11月20日".into(),
        validity: "长期有效".into(),
        verify_url: VERIFY_URL.into(),
        qr: qr(),
        status_stamp: None,
        remark: "证书状态以网上查询为准".into(),
        document_id: "7K3MZ0Q2W8XR5TBN".into(),
        made_at_ms: 1_795_142_096_000,
    }
}

pub fn printed(paper: &CertificatePaper) -> Pdf {
    certificate(paper, fonts()).unwrap()
}

/// A grey picture of `width` × `height` pixels.
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([180, (x % 200) as u8, (y % 200) as u8]));
    picture.write_to(&mut std::io::Cursor::new(&mut jpeg), image::ImageFormat::Jpeg).unwrap();
    jpeg
}

fn qr() -> Qr {
    let text = qr_text();
    let (address, digits) = text.split_at(text.find('#').unwrap() + 1);
    let mut bits = Bits::new(Version::Normal(10));
    bits.push_byte_data(address.as_bytes()).unwrap();
    bits.push_numeric_data(digits.as_bytes()).unwrap();
    bits.push_terminator(EcLevel::M).unwrap();
    let code = QrCode::with_bits(bits, EcLevel::M).unwrap();
    Qr { modules: code.to_colors().into_iter().map(|color| color == Color::Dark).collect(), width: code.width() }
}
