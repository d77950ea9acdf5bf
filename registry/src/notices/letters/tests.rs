use std::sync::Mutex;

use sea_orm::PaginatorTrait;

use super::*;
use crate::accounts::mail::{NewMail, confirm_mail, give_mail, remove_mail};
use crate::entity::notices;
use crate::fixtures::{PASSWORD, Part, World};
use crate::notices::store::{self, NoticeView};
use crate::notices::{Kind, To};
use crate::people::Document;
use crate::people::store::confirm_identity;

/// Answers as it was told, then takes everything; keeps what it took.
#[derive(Default)]
pub(crate) struct Bag {
    pub answers: Mutex<Vec<Undelivered>>,
    pub taken: Mutex<Vec<(String, String, String)>>,
}

impl Bag {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Undelivered>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    pub(crate) fn last(&self) -> (String, String, String) {
        self.taken.lock().unwrap().last().unwrap().clone()
    }
}

impl Postman for Bag {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), Undelivered>> {
        Box::pin(async move {
            let mut answers = self.answers.lock().unwrap();
            if !answers.is_empty() {
                return Err(answers.remove(0));
            }
            let Words { subject, body } = letter.words.clone();
            self.taken.lock().unwrap().push((letter.to.as_str().to_owned(), subject, body));
            Ok(())
        })
    }
}

/// Gives an address and follows the link of its letter; what lay there before is read.
pub(crate) async fn with_address(world: &World, part: Part, address: &str) {
    let bag = Bag::default();
    let new = NewMail { address, password: PASSWORD, code: "", lang: "zh-CN" };
    let words = |token: &str| Words { subject: "link".into(), body: token.to_owned() };
    give_mail(&world.as_(part), &new, words).await.unwrap();
    deliver(&world.ctx, &bag, 10).await.unwrap();
    confirm_mail(&world.anonymous(), &bag.last().2).await.unwrap();
    store::mark_all_read(&world.as_(part), world.ctx.now()).await.unwrap();
    post_notices(&world.ctx, &compose, 100).await.unwrap();
}

fn compose(notice: &NoticeView, lang: &str) -> Words {
    Words { subject: notice.kind.code().to_owned(), body: lang.to_owned() }
}

async fn tell(world: &World, to: To) {
    let db = world.ctx.db.writer();
    store::send(&world.ctx, db, to, Kind::DailyReportMissing, world.project, &[]).await.unwrap();
}

/// A notice to the officer, as a letter that is due.
async fn due(world: &World) {
    with_address(world, Part::ProjectOfficer, "officer@example.cn").await;
    tell(world, To::Person(world.person(Part::ProjectOfficer))).await;
    post_notices(&world.ctx, &compose, 10).await.unwrap();
}

async fn left(ctx: &Ctx) -> letters::Model {
    let newest = letters::Entity::find().order_by_desc(letters::Column::Id).one(ctx.db.reader());
    newest.await.unwrap().unwrap()
}

crate::on_both! {
    async fn a_notice_becomes_one_letter_for_whoever_gave_an_address(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        tell(&world, To::Person(world.person(Part::CandidateReady))).await;
        post_notices(&bed.ctx, &compose, 10).await.unwrap();
        post_notices(&bed.ctx, &compose, 10).await.unwrap();
        let bag = Bag::default();
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round { sent: 1, ..Round::default() });
        assert_eq!(bag.last(), ("officer@example.cn".into(), "daily_report_missing".into(), "zh-CN".into()));
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round::default(), "once");
    }

    async fn the_staff_of_an_office_get_one_each(town: Town) {
        let (bed, world) = town.apart();
        for (part, address) in [
            (Part::EnterpriseAdministrator, "enterprise@example.cn"),
            (Part::OtherEnterpriseAdministrator, "other@example.cn"),
        ] {
            confirm_identity(&world.as_(Part::Issuer), world.person(part), Document::IdentityCard).await.unwrap();
            with_address(&world, part, address).await;
        }
        tell(&world, To::Enterprise(world.enterprise)).await;
        post_notices(&bed.ctx, &compose, 10).await.unwrap();
        let bag = Bag::default();
        deliver(&bed.ctx, &bag, 10).await.unwrap();
        let to: Vec<String> = bag.taken.lock().unwrap().iter().map(|(to, ..)| to.clone()).collect();
        assert_eq!(to, ["enterprise@example.cn"]);
    }

    async fn what_is_read_or_old_is_not_sent(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, Part::ProjectOfficer, "officer@example.cn").await;
        let to = To::Person(world.person(Part::ProjectOfficer));
        tell(&world, to).await;
        store::mark_all_read(&world.as_(Part::ProjectOfficer), bed.ctx.now()).await.unwrap();
        tell(&world, to).await;
        bed.clock.advance_ms(DAY_MS + 1);
        assert_eq!(post_notices(&bed.ctx, &compose, 10).await.unwrap(), 2);
        assert_eq!(deliver(&bed.ctx, &Bag::default(), 10).await.unwrap(), Round::default());
        tell(&world, to).await;
        assert_eq!(pass_over(&bed.ctx).await.unwrap(), 0);
        bed.clock.advance_ms(DAY_MS + 1);
        assert_eq!((pass_over(&bed.ctx).await.unwrap(), pass_over(&bed.ctx).await.unwrap()), (1, 0));
    }

    async fn a_letter_that_is_put_off_is_tried_again_and_at_last_given_up(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        let bag = Bag::answering((0..8).map(|_| Undelivered::Later("code 450".into())));
        for pause in PAUSES_MS {
            assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round { delayed: 1, ..Round::default() });
            bed.clock.advance_ms(pause - 1);
            assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round::default(), "not before");
            bed.clock.advance_ms(1);
        }
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round { given_up: 1, ..Round::default() });
        let row = left(&bed.ctx).await;
        assert_eq!((row.attempts, row.last_error.as_deref()), (8, Some("code 450")));
        assert!(row.given_up_at.is_some() && row.address_sealed.is_none() && row.body_sealed.is_none());
    }

    async fn after_a_while_it_goes_through(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        let bag = Bag::answering([Undelivered::Later("code 450".into())]);
        deliver(&bed.ctx, &bag, 10).await.unwrap();
        bed.clock.advance_ms(PAUSES_MS[0]);
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap().sent, 1);
        let row = left(&bed.ctx).await;
        assert!(row.sent_at.is_some() && row.address_sealed.is_none() && row.last_error.is_none());
    }

    async fn what_is_refused_is_given_up_at_once(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        let bag = Bag::answering([Undelivered::Never("code 550".into())]);
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round { given_up: 1, ..Round::default() });
        assert_eq!(left(&bed.ctx).await.last_error.as_deref(), Some("code 550"));
    }

    async fn a_server_out_of_reach_is_asked_once_a_round(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        tell(&world, To::Person(world.person(Part::ProjectOfficer))).await;
        post_notices(&bed.ctx, &compose, 10).await.unwrap();
        let bag = Bag::answering([Undelivered::Unreachable("connection".into())]);
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap(), Round { delayed: 1, ..Round::default() });
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap().sent, 1, "the other one waits for nothing");
    }

    async fn two_nodes_carry_it_once(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        let (bag, other) = (Bag::default(), bed.another_node().await);
        let (one, two) = tokio::join!(deliver(&bed.ctx, &bag, 10), deliver(&other, &bag, 10));
        assert_eq!((one.unwrap().sent + two.unwrap().sent, bag.taken.lock().unwrap().len()), (1, 1));
    }

    async fn whoever_takes_the_address_away_gets_nothing_more(town: Town) {
        let (bed, world) = town.apart();
        due(&world).await;
        remove_mail(&world.as_(Part::ProjectOfficer), PASSWORD, "").await.unwrap();
        assert_eq!(deliver(&bed.ctx, &Bag::default(), 10).await.unwrap(), Round::default());
        let waiting = letters::Entity::find().filter(letters::Column::NextTryAt.is_not_null());
        assert_eq!(waiting.count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn people_carry_no_letters(town: Town) {
        let (_bed, world) = town.apart();
        let officer = world.as_(Part::ProjectOfficer);
        assert!(matches!(deliver(&officer, &Bag::default(), 10).await, Err(Fault::Forbidden)));
        assert!(matches!(post_notices(&officer, &compose, 10).await, Err(Fault::Forbidden)));
    }

    async fn a_notice_that_cannot_be_read_holds_nothing_up(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, Part::ProjectOfficer, "officer@example.cn").await;
        let to = To::Person(world.person(Part::ProjectOfficer));
        tell(&world, to).await;
        notices::Entity::update_many()
            .col_expr(notices::Column::Kind, Expr::value("of_a_later_version"))
            .filter(notices::Column::PostedAt.is_null())
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        tell(&world, to).await;
        assert_eq!(post_notices(&bed.ctx, &compose, 10).await.unwrap(), 2);
        assert_eq!(post_notices(&bed.ctx, &compose, 10).await.unwrap(), 0, "it is not looked at again");
        assert_eq!(deliver(&bed.ctx, &Bag::default(), 10).await.unwrap().sent, 1);
    }
}
