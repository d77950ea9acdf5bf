use std::sync::Mutex;

use futures::future::BoxFuture;

use super::*;
use crate::accounts::SessionKind;
use crate::accounts::codes::LIFE_MS;
use crate::accounts::messenger::{DemoOutbox, demo_outbox};
use crate::accounts::store::{find_session, sign_in};
use crate::fixtures::{PASSWORD, Part, World};
use crate::instant::MINUTE_MS;
use crate::people::Phone;

const NEW: &str = "another-2027";

/// Keeps what it is given.
#[derive(Default)]
struct Kept(Mutex<Vec<(String, String)>>);

impl Messenger for Kept {
    fn send<'a>(&'a self, _: &'a Ctx, to: &'a Phone, text: String) -> BoxFuture<'a, Result<(), Fault>> {
        self.0.lock().unwrap().push((to.as_str().to_owned(), text));
        Box::pin(async { Ok(()) })
    }
}

async fn ask(world: &World, sign_in: &str) -> (Result<(), Fault>, Option<(String, String)>) {
    let kept = Kept::default();
    let channels = Channels { messenger: Some(&kept), letter_subject: None };
    let asked = ask_reset(&world.anonymous(), channels, sign_in, str::to_owned).await;
    (asked, kept.0.into_inner().unwrap().pop())
}

async fn code_of(world: &World, part: Part) -> String {
    let (_, sent) = ask(world, &part.member().id_number()).await;
    let (phone, code) = sent.unwrap();
    assert_eq!(phone, part.member().phone());
    code
}

async fn refused(world: &World, sign_in: &str, code: &str, new: &str) -> &'static str {
    reset_password(&world.anonymous(), sign_in, code, new).await.unwrap_err().code().unwrap()
}

async fn comes(world: &World, part: Part, password: &str) -> Result<(), &'static str> {
    let session = sign_in(&world.anonymous(), &part.member().phone(), password, SessionKind::Cookie, "").await;
    session.map(|_| ()).map_err(|fault| fault.code().unwrap())
}

crate::on_both! {
    async fn a_code_sent_to_the_phone_sets_a_new_password_once_and_ends_every_session(town: Town) {
        let (_bed, world) = town.apart();
        let session = world.enter(Part::Bystander).await.unwrap();
        let (code, phone) = (code_of(&world, Part::Bystander).await, Part::Bystander.member().phone());
        reset_password(&world.anonymous(), &phone, &format!("{} {}", &code[..4], &code[4..]), NEW).await.unwrap();
        assert!(find_session(&world.ctx, &session.token).await.unwrap().is_none());
        assert_eq!(comes(&world, Part::Bystander, PASSWORD).await, Err("accounts.sign_in_wrong"));
        comes(&world, Part::Bystander, NEW).await.unwrap();
        assert_eq!(refused(&world, &phone, &code, "a-third-2028").await, "accounts.reset_code_wrong");
    }

    async fn the_second_factor_stays(town: Town) {
        let (_bed, world) = town.apart();
        let code = code_of(&world, Part::Issuer).await;
        reset_password(&world.anonymous(), &Part::Issuer.member().phone(), &code, NEW).await.unwrap();
        assert_eq!(comes(&world, Part::Issuer, NEW).await, Err("accounts.code_needed"));
    }

    async fn nothing_tells_whether_there_is_an_account(town: Town) {
        let (_bed, world) = town.apart();
        let known = Part::Bystander.member().phone();
        for _ in 0..3 {
            let ((here, sent), (there, nothing)) = (ask(&world, &known).await, ask(&world, "13900000000").await);
            assert!(here.is_ok() && there.is_ok() && sent.is_some() && nothing.is_none());
        }
        let told = |asked: Result<(), Fault>| asked.unwrap_err().code().unwrap();
        assert_eq!(told(ask(&world, &known).await.0), "accounts.reset_asked_often");
        assert_eq!(told(ask(&world, "13900000000").await.0), "accounts.reset_asked_often");
        for name in [known.as_str(), "13900000000", "nobody"] {
            for _ in 0..4 {
                assert_eq!(refused(&world, name, "00000000", NEW).await, "accounts.reset_code_wrong");
            }
            assert_eq!(refused(&world, name, "00000000", NEW).await, "accounts.reset_locked");
        }
    }

    async fn a_weak_password_leaves_the_code_good_and_half_an_hour_does_not(town: Town) {
        let (bed, world) = town.apart();
        let (code, phone) = (code_of(&world, Part::Bystander).await, Part::Bystander.member().phone());
        let weak = reset_password(&world.anonymous(), &phone, &code, "short-1").await.unwrap_err();
        assert!(matches!(&weak, Fault::Refused(reasons) if reasons[0].field == Some("new_password")));
        bed.clock.advance_ms(LIFE_MS - 1);
        let later = code_of(&world, Part::Bystander).await;
        assert_eq!(refused(&world, &phone, &code, NEW).await, "accounts.reset_code_wrong", "a newer code ended it");
        bed.clock.advance_ms(LIFE_MS);
        assert_eq!(refused(&world, &phone, &later, NEW).await, "accounts.reset_code_wrong");
    }

    async fn after_five_wrong_codes_the_right_one_waits(town: Town) {
        let (bed, world) = town.apart();
        let (code, phone) = (code_of(&world, Part::Bystander).await, Part::Bystander.member().phone());
        for _ in 0..4 {
            assert_eq!(refused(&world, &phone, "00000000", NEW).await, "accounts.reset_code_wrong");
        }
        assert_eq!(refused(&world, &phone, "00000000", NEW).await, "accounts.reset_locked");
        assert_eq!(refused(&world, &phone, &code, NEW).await, "accounts.reset_locked");
        bed.clock.advance_ms(15 * MINUTE_MS);
        reset_password(&world.anonymous(), &phone, &code, NEW).await.unwrap();
    }

    async fn a_door_closed_by_wrong_passwords_is_open_after_a_reset(town: Town) {
        let (_bed, world) = town.apart();
        while comes(&world, Part::Bystander, "wrong-2026").await != Err("accounts.locked") {}
        let code = code_of(&world, Part::Bystander).await;
        reset_password(&world.anonymous(), &Part::Bystander.member().phone(), &code, NEW).await.unwrap();
        comes(&world, Part::Bystander, NEW).await.unwrap();
    }

    async fn what_the_demonstration_would_have_sent_is_shown_and_stored_sealed(town: Town) {
        let (bed, world) = town.apart();
        let phone = Part::Bystander.member().phone();
        let channels = Channels { messenger: Some(&DemoOutbox), letter_subject: None };
        ask_reset(&world.anonymous(), channels, &phone, |code| format!("code {code}")).await.unwrap();
        let shown = demo_outbox(&bed.ctx).await.unwrap();
        assert_eq!((shown.len(), shown[0].to_masked.as_str()), (1, "199****0924"));
        let code = shown[0].text.strip_prefix("code ").unwrap();
        let stored = format!("{:?}", crate::entity::one_time_codes::Entity::find().all(bed.ctx.db.reader()).await.unwrap());
        assert!(code.len() == 8 && !stored.contains(code));
        reset_password(&world.anonymous(), &phone, code, NEW).await.unwrap();
    }
}
