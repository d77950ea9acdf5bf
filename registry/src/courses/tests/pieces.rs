use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::cast::*;
use crate::blobs::Folder;
use crate::courses::drafts;
use crate::courses::video::arriving::samples::mp4;
use crate::courses::video::arriving::{Arrival, Beside, give};
use crate::courses::video::sweeping::sweep;
use crate::courses::video::{PIECE, of_draft};
use crate::entity::blobs;
use crate::fixtures::{Part, world};
use crate::instant::{DAY_MS, HOUR_MS};
use crate::testing::Bed;
use crate::{Ctx, on_both};

async fn arrives(ctx: &Ctx, file: &[u8]) -> Arrival {
    let mut arrival = Arrival::of_at_most(1 << 30);
    arrival.take(ctx, file).await.unwrap();
    arrival
}

async fn pieces(ctx: &Ctx) -> u64 {
    let pieces = blobs::Entity::find().filter(blobs::Column::MediaType.eq("application/octet-stream"));
    pieces.count(ctx.db.reader()).await.unwrap()
}

/// One video is whole, another one broke off after two pieces.
async fn what_broke_off_is_swept_a_day_later(bed: &Bed, author: &Ctx) {
    let draft = drafts::begin_version(author, "small").await.unwrap();
    let whole = mp4(120_000, PIECE + 1_000);
    let arrived = Some((arrives(author, &whole).await, "开户.mp4".to_owned()));
    give(author, draft, "one", arrived, &Beside::default()).await.unwrap();
    let other = mp4(60_000, 2 * PIECE + 1_000);
    drop(arrives(author, &other).await);
    assert_eq!(pieces(author).await, 4);
    assert_eq!(sweep(author).await.unwrap(), 0, "it may still be on its way");
    bed.clock.advance_ms(DAY_MS - HOUR_MS);
    // the same file again: its first piece is there, and counts as new
    drop(arrives(author, &other[..PIECE]).await);
    bed.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(sweep(author).await.unwrap(), 1);
    bed.clock.advance_ms(DAY_MS);
    assert_eq!(sweep(author).await.unwrap(), 1);
    assert_eq!((sweep(author).await.unwrap(), pieces(author).await), (0, 2));
    let video = of_draft(author, draft, "one").await.unwrap();
    let size = video.size;
    let kept: Vec<u8> = futures::TryStreamExt::try_concat(video.bytes(author.clone(), 0, size)).await.unwrap();
    assert!(kept == whole, "a video that is named keeps its pieces");
}

on_both! {
    async fn pieces_in_the_database(bed) {
        publish_small(&bed, "甲课讲专户。").await;
        let world = world(&bed.ctx).await.unwrap();
        what_broke_off_is_swept_a_day_later(&bed, &world.as_(Part::Issuer)).await;
    }

    async fn pieces_in_a_folder(bed) {
        publish_small(&bed, "甲课讲专户。").await;
        let world = world(&bed.ctx).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let home = Arc::new(Folder::at(folder.path().to_owned()));
        let author = Ctx { blobs: Some(home), ..world.as_(Part::Issuer) };
        what_broke_off_is_swept_a_day_later(&bed, &author).await;
        let files = std::fs::read_dir(folder.path()).unwrap().flat_map(|part| std::fs::read_dir(part.unwrap().path()).unwrap());
        assert_eq!(files.count(), 2, "the files of the others are gone");
    }
}
