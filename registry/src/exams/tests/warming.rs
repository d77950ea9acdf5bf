use sea_orm::EntityTrait;

use super::Table;
use crate::entity::exams;
use crate::exams::ExamKind;
use crate::exams::starting::draw;
use crate::exams::warming::warm;
use crate::instant::{DAY_MS, HOUR_MS};
use crate::on_both;

on_both! {
    async fn a_node_reads_ahead_what_the_first_start_needs(table: Table) {
        let node = table.bed.another_node().await;
        assert_eq!(warm(&node).await.unwrap(), 1);
        assert!(node.db.frozen().draw(table.exam, 1).is_some());
        assert_eq!(warm(&node).await.unwrap(), 0, "only once");
        let exam = exams::Entity::find_by_id(table.exam).one(node.db.reader()).await.unwrap().unwrap();
        let person = table.candidate().await.signed_in().unwrap().person;
        let (here, there) = (draw(&table.bed.ctx, &exam, person, 1).await, draw(&node, &exam, person, 1).await);
        assert_eq!(here.unwrap(), there.unwrap());
    }

    async fn what_nobody_can_begin_is_not_read(table: Table) {
        Table::draft(&table.bed.ctx, ExamKind::Certification).await;
        let node = table.bed.another_node().await;
        table.bed.clock.advance_ms(8 * DAY_MS);
        assert_eq!(warm(&node).await.unwrap(), 0, "one is over, and the other a draft");
        table.bed.clock.advance_ms(HOUR_MS - 8 * DAY_MS);
        assert_eq!(warm(&node).await.unwrap(), 1);
    }
}
