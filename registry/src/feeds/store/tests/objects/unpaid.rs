//! Is whoever came by feeds alone, and is paid by nobody, late like everybody else?

use super::*;
use crate::Instant;
use crate::wages::Standing;
use crate::wages::store::{late_projects, refresh_dues};

on_both! {
    async fn a_fed_site_that_pays_nobody_is_late_after_the_next_month(town: Town) {
        let (bed, world) = town.apart();
        let yard = Yard::set(world).await;
        yard.settled().await;
        let passes = [("07:30:00", "01"), ("17:30:00", "02")].map(|(time, direction)| {
            yard.document(json!({ "date": format!("2026-11-19 {time}"), "direction": direction }))
        });
        let passes = json!([{ "projectCode": "P-9", "teamSysNo": "1", "dataList": passes }]);
        yard.sent("a-1", FeedObject::WorkerAttendance, passes).await;
        let office = yard.scene.office();
        let standing = async |moment: &str| {
            bed.clock.set(Instant::parse_form_value(moment).unwrap());
            refresh_dues(&bed.ctx, 100).await.unwrap();
            let (lines, total) = dues_list(&office, yard.project, &DuesFilter::default(), 0).await.unwrap();
            assert_eq!((total, lines[0].dues.owed_fen), (1, Some(35_000)));
            (lines[0].standing, late_projects(&office, "崇川某小区二期", 0).await.unwrap().1)
        };
        assert_eq!(standing("2026-12-31T09:00").await, (Standing::Open, 0));
        assert_eq!(standing("2027-01-01T09:00").await, (Standing::Late, 1));
    }
}
