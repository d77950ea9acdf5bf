use image::{ColorType, ImageEncoder, Rgb};

use super::*;
use crate::fixtures::Part;

fn picture(width: u32, height: u32) -> RgbImage {
    // the upper half is red, the lower one blue
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new(&mut bytes).encode_image(&picture(width, height)).unwrap();
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.write_image(&picture(width, height), width, height, ColorType::Rgb8.into()).unwrap();
    bytes
}

/// A JPEG with an EXIF segment that says: turn by 90 degrees.
fn jpeg_turned(width: u32, height: u32) -> Vec<u8> {
    let tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let payload = [b"Exif\0\0".as_slice(), tiff].concat();
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    let plain = jpeg(width, height);
    [&plain[..2], &[0xFF, 0xE1], &length, &payload, &plain[2..]].concat()
}

fn refusal(bytes: &[u8]) -> &'static str {
    portrait(bytes).unwrap_err().code().unwrap()
}

#[test]
fn a_portrait_is_kept_as_jpeg_of_one_size() {
    for bytes in [jpeg(358, 441), jpeg(600, 900), png(295, 413)] {
        let kept = portrait(&bytes).unwrap();
        assert_eq!(image::guess_format(&kept).unwrap(), ImageFormat::Jpeg);
        let image = image::load_from_memory(&kept).unwrap();
        assert_eq!((image.width(), image.height()), KEPT);
    }
}

#[test]
fn the_camera_s_turn_is_applied_and_its_notes_are_gone() {
    let kept = portrait(&jpeg_turned(600, 400)).unwrap();
    assert!(!kept.windows(4).any(|part| part == b"Exif"));
    let image = image::load_from_memory(&kept).unwrap().to_rgb8();
    // turned clockwise, the upper half lies right
    assert!(image.get_pixel(340, 220).0[0] > 150 && image.get_pixel(20, 220).0[2] > 150);
}

#[test]
fn what_is_no_portrait_is_refused() {
    assert_eq!(refusal(b""), "people.photo_missing");
    assert_eq!(refusal(b"GIF89a"), "people.photo_format");
    assert_eq!(refusal(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "people.photo_format");
    assert_eq!(refusal(&jpeg(600, 600)), "people.photo_not_upright");
    assert_eq!(refusal(&jpeg(900, 600)), "people.photo_not_upright");
    assert_eq!(refusal(&jpeg(294, 500)), "people.photo_too_small");
    assert_eq!(refusal(&jpeg(300, 412)), "people.photo_too_small");
    assert_eq!(refusal(&vec![0; MOST_BYTES + 1]), "people.photo_too_large");
    assert_eq!(refusal(&jpeg(300, 500)[..200]), "people.photo_format");
}

#[test]
fn a_pixel_flood_is_refused_before_it_is_decoded() {
    // a few hundred bytes that claim 30000 x 30000 pixels
    let mut bytes = png(300, 420);
    bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(refusal(&bytes), "people.photo_too_many_pixels");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

crate::on_both! {
    async fn the_photo_is_seen_by_whoever_may_see_the_person(town: Town) {
        let (_bed, world) = town.apart();
        let (owner, person) = (world.as_(Part::CandidateReady), world.person(Part::CandidateReady));
        assert!(find_photo(&owner, person).await.unwrap().is_none());
        set_photo(&owner, jpeg(358, 441)).await.unwrap();
        set_photo(&owner, jpeg(600, 900)).await.unwrap();
        let blob = find_photo(&world.as_(Part::HumanResources), person).await.unwrap().unwrap();
        assert_eq!(blob.media_type, "image/jpeg");
        assert!(store::own(&owner).await.unwrap().photo.is_some());
        let stranger = find_photo(&world.as_(Part::OtherHumanResources), person).await;
        assert!(matches!(stranger, Err(Fault::NotFound)));
        assert!(matches!(set_photo(&world.anonymous(), jpeg(358, 441)).await, Err(Fault::Anonymous)));
    }
}
