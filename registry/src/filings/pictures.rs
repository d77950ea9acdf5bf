//! What is kept of a scan or of a signature? A picture drawn anew without anything that came with it; a PDF as it is, for it
//! is handed out to be saved and never shown inside a page.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits, Luma, RgbImage, Rgba};

use crate::{Fault, Refusal};

/// Of a scan.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Of the picture of a signature.
pub const MOST_SIGNATURE_BYTES: usize = 2 * 1024 * 1024;
const MOST_PIXELS_A_SIDE: u32 = 10_000;
const DECODING_BYTES: u64 = 160 * 1024 * 1024;
/// A4 at 300 dpi.
const KEPT_SCAN: (u32, u32) = (2480, 3508);
const LEAST_SCAN: u32 = 600;
const KEPT_SIGNATURE: (u32, u32) = (1200, 600);
const QUALITY: u8 = 85;
/// Darker than this is ink.
const INK: u8 = 160;
/// Less ink than this is no name.
const LEAST_INK: usize = 60;

/// Of which kind it is, and its content.
pub struct Kept {
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

/// A stamped paper: a PDF, or a JPEG or PNG picture.
///
/// # Errors
/// One refusal on `file`: nothing came, too much, something else, or a picture that is too small to be read.
pub fn scan(bytes: Vec<u8>) -> Result<Kept, Fault> {
    check_size(&bytes, MOST_BYTES, "filings.scan_missing", "filings.scan_too_large")?;
    if bytes.starts_with(b"%PDF-") {
        return Ok(Kept { media_type: "application/pdf", content: bytes });
    }
    let image = decode(&bytes, "filings.scan_format")?;
    if image.width().min(image.height()) < LEAST_SCAN {
        return Err(refused("filings.scan_too_small"));
    }
    let (short, long) = KEPT_SCAN;
    let (width, height) = if image.width() > image.height() { (long, short) } else { (short, long) };
    let kept = if image.width() > width || image.height() > height {
        image.resize(width, height, FilterType::CatmullRom)
    } else {
        image
    };
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, QUALITY).encode_image(&on_white(&kept)).map_err(Fault::internal)?;
    Ok(Kept { media_type: "image/jpeg", content })
}

/// A signature, dark on white.
///
/// # Errors
/// One refusal on `file`, and `filings.signature_blank` when nothing was written.
pub fn signature(bytes: &[u8]) -> Result<Kept, Fault> {
    check_size(bytes, MOST_SIGNATURE_BYTES, "filings.signature_missing", "filings.signature_too_large")?;
    let image = decode(bytes, "filings.signature_format")?;
    let (width, height) = KEPT_SIGNATURE;
    let kept = if image.width() > width || image.height() > height {
        image.resize(width, height, FilterType::CatmullRom)
    } else {
        image
    };
    let kept: GrayImage = DynamicImage::from(on_white(&kept)).to_luma8();
    if kept.pixels().filter(|Luma([light])| *light < INK).count() < LEAST_INK {
        return Err(refused("filings.signature_blank"));
    }
    let mut content = Vec::new();
    DynamicImage::from(kept).write_to(&mut Cursor::new(&mut content), ImageFormat::Png).map_err(Fault::internal)?;
    Ok(Kept { media_type: "image/png", content })
}

fn check_size(bytes: &[u8], most: usize, missing: &'static str, too_large: &'static str) -> Result<(), Fault> {
    if bytes.is_empty() {
        return Err(refused(missing));
    }
    if bytes.len() > most {
        return Err(Refusal::on("file", too_large).with("most", most / (1024 * 1024)).into());
    }
    Ok(())
}

/// Decodes within limits and turns the picture as its camera noted.
fn decode(bytes: &[u8], format: &'static str) -> Result<DynamicImage, Fault> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Fault::internal)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(refused(format));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(DECODING_BYTES);
    reader.limits(limits);
    let unreadable = |error| match error {
        image::ImageError::Limits(_) => refused("filings.scan_too_many_pixels"),
        _ => refused(format),
    };
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > DECODING_BYTES {
        return Err(refused("filings.scan_too_many_pixels"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Transparent parts become white, as on paper.
fn on_white(image: &DynamicImage) -> RgbImage {
    let pixels = image.to_rgba8();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *pixels.get_pixel(x, y);
        let over = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn refused(code: &'static str) -> Fault {
    Refusal::on("file", code).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, ink: bool) -> Vec<u8> {
        let dark = |x: u32, y: u32| ink && (x / 4 + y / 4).is_multiple_of(3);
        let image = RgbImage::from_fn(width, height, |x, y| image::Rgb([if dark(x, y) { 0 } else { 255 }; 3]));
        let mut bytes = Vec::new();
        DynamicImage::from(image).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    fn code(fault: Result<Kept, Fault>) -> Option<&'static str> {
        fault.err().and_then(|fault| fault.code())
    }

    #[test]
    fn a_picture_is_drawn_anew_and_a_pdf_kept_as_it_is() {
        let kept = scan(picture(2_600, 3_600, true)).unwrap();
        assert_eq!(kept.media_type, "image/jpeg");
        let image = image::load_from_memory(&kept.content).unwrap();
        assert!(image.width() <= 2480 && image.height() <= 3508 && image.height() > 3_000);
        let pdf = scan(b"%PDF-1.7 stamped".to_vec()).unwrap();
        assert_eq!((pdf.media_type, pdf.content.as_slice()), ("application/pdf", &b"%PDF-1.7 stamped"[..]));
    }

    #[test]
    fn what_is_no_scan_is_refused_in_words() {
        assert_eq!(code(scan(Vec::new())), Some("filings.scan_missing"));
        assert_eq!(code(scan(b"GIF89a".to_vec())), Some("filings.scan_format"));
        assert_eq!(code(scan(b"\x89PNG\r\n\x1a\nbroken".to_vec())), Some("filings.scan_format"));
        assert_eq!(code(scan(picture(400, 4_000, true))), Some("filings.scan_too_small"));
        assert_eq!(code(scan(vec![b'%'; MOST_BYTES + 1])), Some("filings.scan_too_large"));
        assert_eq!(code(scan(picture(MOST_PIXELS_A_SIDE + 1, 700, false))), Some("filings.scan_too_many_pixels"));
    }

    #[test]
    fn an_empty_sheet_is_no_signature() {
        assert_eq!(code(signature(&picture(600, 200, false))), Some("filings.signature_blank"));
        assert_eq!(code(signature(&[])), Some("filings.signature_missing"));
        let kept = signature(&picture(2_400, 600, true)).unwrap();
        assert_eq!(kept.media_type, "image/png");
        assert_eq!(image::load_from_memory(&kept.content).unwrap().width(), 1200);
    }
}
