//! Is this upload a portrait, and how is it kept? As a JPEG of 358 x 441 pixels without anything that came with it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, Rgba};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::blobs::{self, Blob};
use crate::entity::people;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// One-inch portrait (一寸), 295 x 413 at 300 dpi: the least that prints well.
const LEAST: (u32, u32) = (295, 413);
const MOST_PIXELS_A_SIDE: u32 = 4000;
const DECODING_BYTES: u64 = 64 * 1024 * 1024;
const KEPT: (u32, u32) = (358, 441);
const QUALITY: u8 = 88;

/// Replaces the own photo. JPEG or PNG, upright, at most 2 MB.
pub async fn set_photo(ctx: &Ctx, bytes: Vec<u8>) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let person = ctx.signed_in()?.person;
    let portrait = tokio::task::spawn_blocking(move || portrait(&bytes)).await.map_err(Fault::internal)??;
    crate::transact!(ctx, |tx| {
        let hash = blobs::put(tx, ctx, "image/jpeg", portrait.clone()).await?;
        people::Entity::update_many()
            .col_expr(people::Column::Photo, Expr::value(hash.clone()))
            .filter(people::Column::Id.eq(person))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "set_photo", ("person", person), json!({ "photo": hash })).await
    })
}

/// The photo of a person whose record the actor may see.
pub async fn find_photo(ctx: &Ctx, person: Uuid) -> Result<Option<Blob>, Fault> {
    match store::visible(ctx, person).await?.photo {
        Some(hash) => blobs::find(ctx, &hash).await,
        None => Ok(None),
    }
}

/// The kept form of an upload.
fn portrait(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let image = decode(bytes)?;
    let (width, height) = (image.width(), image.height());
    if width >= height {
        return Err(refused("people.photo_not_upright"));
    }
    if width < LEAST.0 || height < LEAST.1 {
        let refusal = Refusal::on("photo", "people.photo_too_small").with("width", LEAST.0).with("height", LEAST.1);
        return Err(refusal.into());
    }
    let kept = on_white(&image.resize_to_fill(KEPT.0, KEPT.1, FilterType::CatmullRom));
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&kept).map_err(Fault::internal)?;
    Ok(jpeg)
}

/// Decodes within limits and turns the picture as its camera noted.
fn decode(bytes: &[u8]) -> Result<DynamicImage, Fault> {
    if bytes.is_empty() {
        return Err(refused("people.photo_missing"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(refused("people.photo_too_large"));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Fault::internal)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(refused("people.photo_format"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(DECODING_BYTES);
    reader.limits(limits);
    let unreadable = |error| match error {
        image::ImageError::Limits(_) => refused("people.photo_too_many_pixels"),
        _ => refused("people.photo_format"),
    };
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > DECODING_BYTES {
        return Err(refused("people.photo_too_many_pixels"));
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
    Refusal::on("photo", code).into()
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
