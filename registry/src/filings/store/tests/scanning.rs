use super::*;
use crate::filings::boards::Reached;
use crate::filings::store::boards::tests::on_file_as_said;
use crate::filings::store::boards::{Turn, by_token, make, sheet};
use crate::fixtures::filings::{Desk as FilingDesk, file};
use crate::instant::DAY_MS;
use crate::offices::areas::{self, NewArea};
use crate::workers::PayMonth;

/// The code on a sheet that says this number.
async fn hung(world: &World, phone: &str) -> String {
    on_file_as_said(world, phone).await;
    let board = make(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
    sheet(&world.as_(Part::City), board).await.unwrap().token
}

crate::on_both! {
    // the number of an account is nobody's to see
    async fn the_code_shows_the_number_that_is_on_file(town: Town) {
        let (bed, world) = town.apart();
        let token = hung(&world, "13800000877").await;
        let live = by_token(&world.anonymous(), &token).await.unwrap().unwrap();
        let filed = Reached { name: "顾文静".into(), phone: "13800000877".into() };
        assert_eq!((live.officer.as_deref(), live.on_file, live.turn), (Some("顾文静"), Some(filed), None));
        bed.clock.advance_ms(1);
        on_file_as_said(&world, "13800000878").await;
        let live = by_token(&world.anonymous(), &token).await.unwrap().unwrap();
        assert_eq!((live.on_file.unwrap().phone.as_str(), live.turn), ("13800000878", Some(Turn::Phone)));
    }

    // R-150, P-08
    async fn whoever_comes_after_is_shown_by_the_name_alone_until_on_file(town: Town) {
        let (bed, world) = town.apart();
        let token = hung(&world, "13800000877").await;
        bed.clock.advance_ms(DAY_MS);
        let administrator = world.as_(Part::EnterpriseAdministrator);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        bed.clock.advance_ms(1);
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let binding = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        confirm(&administrator, binding).await.unwrap();
        let name = Part::CandidateReady.member().name;
        let live = by_token(&world.anonymous(), &token).await.unwrap().unwrap();
        assert_eq!((live.officer.as_deref(), live.on_file), (Some(name), None));
        assert_eq!((live.sheet.officer.as_str(), live.turn), ("顾*", Some(Turn::Officer(bed.ctx.now().day()))));
        let officer = world.as_now(Part::CandidateReady).await.unwrap();
        file(&FilingDesk { officer: &officer, contractor: &administrator }, binding).await.unwrap();
        let live = by_token(&world.anonymous(), &token).await.unwrap().unwrap();
        assert_eq!(live.on_file.unwrap().phone, "13800000803");
    }

    // an area that was divided leaves the page readable
    async fn the_code_answers_where_nobody_can_say_in_which_area_the_site_lies(town: Town) {
        let (bed, world) = town.apart();
        let token = hung(&world, "13800000877").await;
        for code in ["320616", "320617"] {
            let new = NewArea {
                code: code.into(),
                name: "新设区".into(),
                parent: Some("320600".into()),
                valid_from: Some(Day::parse("2027-01-01").unwrap()),
                replaces: vec!["320613".into()],
            };
            areas::add(&world.as_(Part::City), &new, "国务院批复调整行政区划").await.unwrap();
        }
        bed.clock.set(Day::parse("2027-01-02").unwrap().starts_at());
        let live = by_token(&world.anonymous(), &token).await.unwrap().unwrap();
        assert_eq!((live.minimum_wage, live.pay_day.day_of_month, live.pay_day.month), (None, 31, PayMonth::Next));
    }
}
