//! Does the board hang there? A photo with its day and place, kept as a JPEG without anything that came with it.

use std::collections::HashMap;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::{board_for, day};
use crate::blobs::{self, Blob};
use crate::entity::{board_photos, boards};
use crate::fault::{named, refuse_unless_empty};
use crate::permissions::Verb;
use crate::projects::quantities::Position;
use crate::projects::store::lock;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

pub const MOST_BYTES: usize = 8 * 1024 * 1024;
const MOST_PIXELS_A_SIDE: u32 = 10_000;
const DECODING_BYTES: u64 = 256 * 1024 * 1024;
/// Enough to read a board of one metre on it.
const KEPT_PIXELS_A_SIDE: u32 = 2_000;
const QUALITY: u8 = 82;
/// Of one version.
const MOST_PHOTOS: u64 = 12;

/// As somebody brings it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPhoto {
    /// `YYYY-MM-DD`
    pub taken_on: String,
    /// where it hangs, in words
    pub place: String,
    /// degrees as decimal numbers, both or none
    pub longitude: String,
    pub latitude: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoView {
    pub id: Uuid,
    pub taken_on: Day,
    pub place: String,
    pub position: Option<Position>,
    pub brought_at: Instant,
}

/// Brings a photo of the latest version as it hangs on the site. JPEG or PNG, at most 8 MB.
///
/// # Errors
/// Everything that is wrong; `boards.photo_twice` for a picture that is there already.
pub async fn bring_photo(ctx: &Ctx, board: Uuid, new: &NewPhoto, content: Vec<u8>) -> Result<Uuid, Fault> {
    let row = board_for(ctx, Verb::Edit, board).await?;
    if row.replaced_at.is_some() {
        return Err(Refusal::on("file", "boards.photo_of_old").into());
    }
    let told = read(ctx, &row, new)?;
    let picture = tokio::task::spawn_blocking(move || kept(&content)).await.map_err(Fault::internal)??;
    crate::transact!(ctx, |tx| {
        // whoever brings another one at the same time waits here
        lock(tx, row.project_id).await?;
        let there = board_photos::Entity::find().filter(board_photos::Column::BoardId.eq(board)).count(tx).await?;
        if there >= MOST_PHOTOS {
            return Err(Refusal::on("file", "boards.photos_full").with("most", MOST_PHOTOS).into());
        }
        let hash = blobs::put(tx, ctx, "image/jpeg", picture.clone()).await?;
        let photo = board_photos::Model {
            id: ctx.new_id(),
            board_id: board,
            photo: hash,
            taken_on: told.taken_on.to_string(),
            place: told.place.clone(),
            longitude_nanodegrees: told.position.map(|at| at.longitude_nanodegrees),
            latitude_nanodegrees: told.position.map(|at| at.latitude_nanodegrees),
            brought_by: ctx.signed_in()?.account,
            brought_at: ctx.now().0,
        };
        let id = photo.id;
        board_photos::Entity::insert(photo.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("file", "boards.photo_twice")))?;
        audit::record(tx, ctx, "bring_board_photo", ("board", board), json!({ "photo": id })).await?;
        Ok(id)
    })
}

/// A photo of a board that the actor may see.
pub async fn find_photo(ctx: &Ctx, board: Uuid, photo: Uuid) -> Result<Blob, Fault> {
    board_for(ctx, Verb::View, board).await?;
    let row = board_photos::Entity::find_by_id(photo)
        .filter(board_photos::Column::BoardId.eq(board))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    blobs::find(ctx, &row.photo).await?.ok_or(Fault::NotFound)
}

/// By the board, the latest first.
pub(super) async fn of_boards(ctx: &Ctx, boards: &[Uuid]) -> Result<HashMap<Uuid, Vec<PhotoView>>, Fault> {
    let rows = board_photos::Entity::find()
        .filter(board_photos::Column::BoardId.is_in(boards.iter().copied()))
        .order_by_desc(board_photos::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let mut found: HashMap<Uuid, Vec<PhotoView>> = HashMap::new();
    for row in rows {
        let position = row.longitude_nanodegrees.zip(row.latitude_nanodegrees);
        found.entry(row.board_id).or_default().push(PhotoView {
            id: row.id,
            taken_on: day(&row.taken_on)?,
            place: row.place,
            position: position.map(|(longitude_nanodegrees, latitude_nanodegrees)| Position {
                longitude_nanodegrees,
                latitude_nanodegrees,
            }),
            brought_at: Instant(row.brought_at),
        });
    }
    Ok(found)
}

struct Told {
    taken_on: Day,
    place: String,
    position: Option<Position>,
}

fn read(ctx: &Ctx, board: &boards::Model, new: &NewPhoto) -> Result<Told, Fault> {
    let mut wrong = Vec::new();
    let made_on = Instant(board.made_at).day();
    let taken_on = Day::parse(new.taken_on.trim()).filter(|day| (made_on..=ctx.now().day()).contains(day));
    if taken_on.is_none() {
        wrong.push(Refusal::on("taken_on", "boards.photo_day").with("made", made_on.chinese()));
    }
    let place = named(&new.place, 2..=60, || Refusal::on("place", "boards.place_length"));
    let place = place.map_err(|refusal| wrong.push(refusal)).ok();
    let position = match (new.longitude.trim(), new.latitude.trim()) {
        ("", "") => None,
        (longitude, latitude) => {
            let read = Position::parse(longitude, latitude);
            if read.is_none() {
                wrong.push(Refusal::on("longitude", "boards.position_shape"));
            }
            read
        }
    };
    refuse_unless_empty(wrong)?;
    let told = taken_on.zip(place).map(|(taken_on, place)| Told { taken_on, place, position });
    told.ok_or_else(|| Fault::internal("a photo neither right nor refused"))
}

/// The kept form of an upload: turned as its camera noted, no larger than it need be.
fn kept(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let image = decode(bytes)?;
    let is_large = image.width().max(image.height()) > KEPT_PIXELS_A_SIDE;
    let image = match is_large {
        true => image.resize(KEPT_PIXELS_A_SIDE, KEPT_PIXELS_A_SIDE, FilterType::CatmullRom),
        false => image,
    };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&image.to_rgb8()).map_err(Fault::internal)?;
    Ok(jpeg)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, Fault> {
    if bytes.is_empty() {
        return Err(refused("boards.photo_missing"));
    }
    if bytes.len() > MOST_BYTES {
        return Err(refused("boards.photo_too_large"));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Fault::internal)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(refused("boards.photo_format"));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(DECODING_BYTES);
    reader.limits(limits);
    let unreadable = |error| match error {
        image::ImageError::Limits(_) => refused("boards.photo_too_many_pixels"),
        _ => refused("boards.photo_format"),
    };
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > DECODING_BYTES {
        return Err(refused("boards.photo_too_many_pixels"));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn refused(code: &'static str) -> Fault {
    Refusal::on("file", code).into()
}
