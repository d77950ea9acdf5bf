use question_bank::regrade::Crossing;
use serde_json::json;

use super::{AFTER, blank, full_marks, sit, two_people};
use crate::exams::regrading::{dry_run, export, export_named, propose};
use crate::exams::tests::Table;
use crate::permissions::Role;
use crate::{Fault, audit, on_both};

on_both! {
    async fn the_whole_list_leaves_for_those_who_read_it_and_stays_on_record(table: Table) {
        let candidate = table.candidate().await;
        let (_, asked, answered) = sit(&table, &candidate, 5_900).await;
        table.bed.clock.advance_ms(AFTER);
        let (first, second) = two_people(&table).await;
        let change = full_marks(&asked, blank(&asked, &answered));
        let trial = dry_run(&first, table.exam, &change).await.unwrap();
        let proposal = propose(&first, table.exam, &change, "题干有歧义", None).await.unwrap();
        let tried = export_named(&first, table.exam, &trial).await.unwrap();
        for lines in [tried, export(&second, table.exam, proposal).await.unwrap()] {
            assert_eq!((lines.len(), lines[0].crosses), (1, Some(Crossing::Up)));
        }
        let stranger = table.staff_of_another_office(Role::ExamAdministrator).await;
        assert!(matches!(export(&stranger, table.exam, proposal).await, Err(Fault::NotFound)));
        assert!(matches!(export(&candidate, table.exam, proposal).await, Err(Fault::Forbidden)));
        let (entries, _) = audit::list(&table.bed.ctx, &audit::Filter::default(), 0, 500).await.unwrap();
        let left = entries.iter().filter(|entry| entry.verb == "export_list").map(|entry| entry.facts.clone());
        assert_eq!(left.collect::<Vec<_>>(), vec![json!({ "list": "effects", "lines": 1 }); 2]);
    }
}
