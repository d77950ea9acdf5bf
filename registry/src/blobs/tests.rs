#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Folder, find, put};
use crate::entity::blobs;
use crate::{Ctx, Fault, on_both};

on_both! {
    async fn a_file_is_found_in_the_home_that_took_it(bed) {
        let folder = tempfile::tempdir().unwrap();
        let beside = Ctx { blobs: Some(Arc::new(Folder::at(folder.path().join("files")))), ..bed.ctx.clone() };
        let first = put(bed.ctx.db.writer(), &bed.ctx, "image/png", b"in the database".to_vec()).await.unwrap();
        let second = put(beside.db.writer(), &beside, "image/png", b"in the folder".to_vec()).await.unwrap();
        // the setting changed: what the former home has is still found
        assert_eq!(find(&beside, &first).await.unwrap().unwrap().content, b"in the database");
        assert_eq!(find(&beside, &second).await.unwrap().unwrap().content, b"in the folder");
        assert!(folder.path().join("files").join(&second[..2]).join(&second).exists());
        let without = find(&bed.ctx, &second).await.unwrap_err();
        assert!(without.to_string().contains("folder"), "{without}");
    }

    async fn the_same_content_is_kept_once(bed) {
        let folder = tempfile::tempdir().unwrap();
        let ctx = Ctx { blobs: Some(Arc::new(Folder::at(folder.path().to_owned()))), ..bed.ctx.clone() };
        let one = put(ctx.db.writer(), &ctx, "image/png", b"x".to_vec()).await.unwrap();
        assert_eq!(put(ctx.db.writer(), &ctx, "image/png", b"x".to_vec()).await.unwrap(), one);
    }

    async fn a_content_that_was_changed_is_not_handed_out(bed) {
        let folder = tempfile::tempdir().unwrap();
        let ctx = Ctx { blobs: Some(Arc::new(Folder::at(folder.path().to_owned()))), ..bed.ctx.clone() };
        let hash = put(ctx.db.writer(), &ctx, "image/png", b"x".to_vec()).await.unwrap();
        std::fs::write(folder.path().join(&hash[..2]).join(&hash), b"y").unwrap();
        assert!(matches!(find(&ctx, &hash).await, Err(Fault::Internal(_))));
        let hash = put(bed.ctx.db.writer(), &bed.ctx, "image/png", b"z".to_vec()).await.unwrap();
        assert!(find(&bed.ctx, &hash).await.unwrap().is_some());
        blobs::Entity::update_many()
            .col_expr(blobs::Column::Content, Expr::value(b"y".to_vec()))
            .filter(blobs::Column::Hash.eq(hash.as_str()))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        assert!(matches!(find(&bed.ctx, &hash).await, Err(Fault::Internal(_))), "in the database as in the folder");
    }
}
