//! What was signed, stamped or frozen, and changed beside the program since, is shown to nobody.

use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};

use super::pledging::signature;
use super::*;
use crate::blobs;
use crate::entity::{blobs as blob_rows, boards as board_rows, handovers, pledges};
use crate::filings::store::boards::tests::on_file_as_said;
use crate::filings::store::boards::{make, sheet};
use crate::filings::store::handover::{Side, handover as list_of, sign as sign_list};
use crate::filings::store::pledge::paper as pledge_paper;

/// Another content lies under the name of this one.
async fn alter(ctx: &Ctx, hash: &str) {
    let changed = blob_rows::Entity::update_many()
        .col_expr(blob_rows::Column::Content, Expr::value(b"%PDF-1.7 another".to_vec()))
        .filter(blob_rows::Column::Hash.eq(hash))
        .exec(ctx.db.writer())
        .await
        .unwrap();
    assert_eq!(changed.rows_affected, 1);
}

/// Sealed again with other words in it, as only somebody with the keys could do it.
fn reworded(ctx: &Ctx, name: &'static str, sealed: &[u8], (from, to): (&str, &str)) -> Vec<u8> {
    let text = ctx.vault.open_text(name, sealed).unwrap();
    let other = text.replace(from, to);
    assert_ne!(text, other);
    ctx.vault.seal(ctx.random.as_ref(), name, other.as_bytes()).unwrap()
}

crate::on_both! {
    async fn a_stamped_paper_that_was_changed_is_not_shown(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = prepare(&sides.desk(), sides.binding).await.unwrap();
        bed.clock.advance_ms(1);
        let sealed = b"%PDF-1.7 sealed".to_vec();
        bring_pledge_scan(&sides.contractor, filed.pledge, "承诺书.pdf", sealed).await.unwrap();
        hand_in(&sides.officer, filed.filing).await.unwrap();
        let industry = world.as_(Part::Industry);
        let view = get(&industry, filed.filing).await.unwrap().view;
        alter(&bed.ctx, view.form_scan.as_deref().unwrap()).await;
        assert!(matches!(form_scan(&industry, filed.filing).await, Err(Fault::Internal(_))));
        assert!(pledge_scan(&industry, filed.pledge).await.is_ok(), "it is another paper");
        assert!(handed_in_pledge_scan(&industry, filed.filing).await.is_ok());
        alter(&bed.ctx, view.pledge_scan.as_deref().unwrap()).await;
        assert!(matches!(pledge_scan(&industry, filed.pledge).await, Err(Fault::Internal(_))));
        assert!(matches!(handed_in_pledge_scan(&industry, filed.filing).await, Err(Fault::Internal(_))));
    }

    async fn a_drawn_signature_is_the_one_that_was_drawn_or_none(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let drawn = Signing { template: 1, by: Sign::Drawn(signature()) };
        let pledge = sign(&sides.officer, sides.binding, drawn).await.unwrap();
        let first = pledge_paper(&sides.officer, pledge).await.unwrap();
        let other = blobs::put(bed.ctx.db.writer(), &bed.ctx, "image/png", b"another".to_vec()).await.unwrap();
        pledges::Entity::update_many()
            .col_expr(pledges::Column::Signature, Expr::value(other))
            .filter(pledges::Column::Id.eq(pledge))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let again = pledge_paper(&sides.officer, pledge).await.unwrap();
        assert_eq!(again.signature, first.signature, "the words that were signed name the picture");
        alter(&bed.ctx, first.content.signature.as_deref().unwrap()).await;
        assert!(matches!(pledge_paper(&sides.officer, pledge).await, Err(Fault::Internal(_))));
    }

    async fn a_pledge_whose_words_were_changed_is_not_shown(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = prepare(&sides.desk(), sides.binding).await.unwrap();
        let row = pledges::Entity::find_by_id(filed.pledge).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let sealed = reworded(&bed.ctx, "pledges.content", &row.content_sealed, ("顾文静", "顾静"));
        pledges::Entity::update_many()
            .col_expr(pledges::Column::ContentSealed, Expr::value(sealed))
            .filter(pledges::Column::Id.eq(filed.pledge))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        assert!(matches!(pledge_paper(&sides.officer, filed.pledge).await, Err(Fault::Internal(_))));
        assert!(matches!(overview(&sides.officer, sides.binding).await, Err(Fault::Internal(_))));
    }

    //
    async fn a_list_that_was_changed_is_neither_shown_nor_signed(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        end(&sides.contractor, sides.binding, "调离项目").await.unwrap();
        let (_, hash) = list_of(&sides.officer, sides.binding).await.unwrap().frozen.unwrap();
        handovers::Entity::update_many()
            .col_expr(handovers::Column::Items, Expr::value("[]"))
            .filter(handovers::Column::BindingId.eq(sides.binding))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        assert!(matches!(list_of(&sides.officer, sides.binding).await, Err(Fault::Internal(_))));
        let name = Part::ProjectOfficer.member().name;
        let signed = sign_list(&sides.officer, sides.binding, Side::Giving, name, &hash, "").await;
        assert!(matches!(signed, Err(Fault::Internal(_))), "{signed:?}");
    }

    //
    async fn a_board_that_was_changed_is_not_printed(town: Town) {
        let (bed, world) = town.apart();
        let officer = world.as_(Part::ProjectOfficer);
        on_file_as_said(&world, "13800000877").await;
        let id = make(&officer, world.project).await.unwrap();
        assert!(sheet(&officer, id).await.is_ok());
        let row = board_rows::Entity::find_by_id(id).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let sealed = reworded(&bed.ctx, "boards.content", &row.content_sealed, ("13800000877", "13800000878"));
        board_rows::Entity::update_many()
            .col_expr(board_rows::Column::ContentSealed, Expr::value(sealed))
            .filter(board_rows::Column::Id.eq(id))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        assert!(matches!(sheet(&officer, id).await, Err(Fault::Internal(_))));
    }

    async fn a_form_that_was_changed_comes_on_no_board(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let row = filings::Entity::find_by_id(filed.filing).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let sealed = reworded(&bed.ctx, "filings.form", &row.form_sealed, ("13800000803", "13800000804"));
        let changed =
            filings::ActiveModel { id: Set(filed.filing), form_sealed: Set(sealed), ..ActiveModelTrait::default() };
        changed.update(bed.ctx.db.writer()).await.unwrap();
        assert!(matches!(make(&sides.officer, world.project).await, Err(Fault::Internal(_))));
    }
}
