use super::*;
use crate::accounts::SessionKind;
use crate::accounts::store::{
    Entered, Key, change_password, enter, enter_with_code, find_session, sign_in, sign_in_with_code,
};
use crate::fixtures::{PASSWORD, Part, TOTP_SECRET, World};
use crate::instant::{MINUTE_MS, SECOND_MS};
use crate::offices::store::{Grantee, grant};
use crate::permissions::Role;
use crate::{Actor, instant::DAY_MS};

/// The secret behind the key that a page shows.
fn secret_of(offer: &Offer) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut bits = String::new();
    for letter in offer.key_text.chars().filter(|c| *c != ' ') {
        bits.push_str(&format!("{:05b}", letters.find(letter).unwrap()));
    }
    bits.as_bytes()
        .chunks_exact(8)
        .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).unwrap(), 2).unwrap())
        .collect()
}

fn code_now(ctx: &Ctx, secret: &[u8]) -> String {
    totp::code(secret, totp::step_at(ctx.now()))
}

/// Sets it up as the page does; the secret and the recovery codes.
pub async fn set_up(ctx: &Ctx) -> (Vec<u8>, Vec<String>) {
    begin_factor(ctx).await.unwrap();
    let secret = secret_of(&offered(ctx, "上岗").await.unwrap().unwrap());
    let codes = confirm_factor(ctx, &code_now(ctx, &secret), "").await.unwrap();
    (secret, codes)
}

async fn comes(world: &World, part: Part) -> Ctx {
    let session = world.enter(part).await.unwrap();
    let who = find_session(&world.ctx, &session.token).await.unwrap().unwrap();
    world.ctx.acting_as(Actor::SignedIn(who))
}

fn key(phone: &str) -> Key<'_> {
    Key { sign_in: phone, password: PASSWORD, kind: SessionKind::Cookie, device: "" }
}

async fn refused<T: fmt::Debug>(outcome: impl Future<Output = Result<T, Fault>>) -> &'static str {
    outcome.await.unwrap_err().code().unwrap()
}

crate::on_both! {
    async fn a_code_is_due_at_the_next_sign_in_and_is_taken_once(town: Town) {
        let (bed, world) = town.apart();
        let (me, phone) = (comes(&world, Part::Bystander).await, Part::Bystander.member().phone());
        let (secret, _) = set_up(&me).await;
        let anonymous = world.anonymous();
        assert_eq!(refused(sign_in(&anonymous, &phone, PASSWORD, SessionKind::Cookie, "")).await, "accounts.code_needed");
        let Entered::CodeDue(half) = enter(&anonymous, key(&phone)).await.unwrap() else { panic!("no code was asked for") };
        let second = async |code: &str| enter_with_code(&anonymous, &half.token, code, "").await;
        assert_eq!(refused(second("000000")).await, "accounts.code_wrong");
        // the code that confirmed the secret is used up
        assert_eq!(refused(second(&code_now(&bed.ctx, &secret))).await, "accounts.code_wrong");
        bed.clock.advance_ms(30 * SECOND_MS);
        let code = code_now(&bed.ctx, &secret);
        let session = second(&format!("{} {}", &code[..3], &code[3..])).await.unwrap();
        assert_eq!(session.account, world.account(Part::Bystander));
        assert_eq!(refused(second(&code)).await, "accounts.half_sign_in_over");
        assert_eq!(refused(sign_in_with_code(&anonymous, key(&phone), &code)).await, "accounts.code_wrong");
        bed.clock.advance_ms(30 * SECOND_MS);
        sign_in_with_code(&anonymous, key(&phone), &code_now(&bed.ctx, &secret)).await.unwrap();
    }

    async fn of_two_sign_ins_with_one_code_one_comes_in(town: Town) {
        let (bed, world) = town.apart();
        let (anonymous, phone) = (world.anonymous(), Part::Issuer.member().phone());
        let code = code_now(&bed.ctx, TOTP_SECRET);
        let (one, other) = tokio::join!(
            sign_in_with_code(&anonymous, key(&phone), &code),
            sign_in_with_code(&anonymous, key(&phone), &code),
        );
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|came_in| **came_in).count(), 1);
    }

    async fn half_a_sign_in_ends_after_ten_minutes_and_with_the_password(town: Town) {
        let (bed, world) = town.apart();
        let (anonymous, phone) = (world.anonymous(), Part::Issuer.member().phone());
        let begin = async || match enter(&anonymous, key(&phone)).await.unwrap() {
            Entered::CodeDue(half) => half.token,
            Entered::In(_) => panic!("no code was asked for"),
        };
        let token = begin().await;
        bed.clock.advance_ms(10 * MINUTE_MS);
        let code = code_now(&bed.ctx, TOTP_SECRET);
        assert_eq!(refused(enter_with_code(&anonymous, &token, &code, "")).await, "accounts.half_sign_in_over");
        let token = begin().await;
        let me = comes(&world, Part::Issuer).await;
        change_password(&me, PASSWORD, "another-2027").await.unwrap();
        assert_eq!(refused(enter_with_code(&anonymous, &token, &code, "")).await, "accounts.half_sign_in_over");
    }

    async fn five_wrong_codes_close_the_door_whatever_comes_after(town: Town) {
        let (bed, world) = town.apart();
        let (anonymous, phone) = (world.anonymous(), Part::Issuer.member().phone());
        let attempt = async |code: &str| sign_in_with_code(&anonymous, key(&phone), code).await;
        for _ in 0..4 {
            assert_eq!(refused(attempt("000000")).await, "accounts.code_wrong");
        }
        assert_eq!(refused(attempt("000000")).await, "accounts.code_locked");
        assert_eq!(refused(attempt(&code_now(&bed.ctx, TOTP_SECRET))).await, "accounts.code_locked");
        bed.clock.advance_ms(15 * MINUTE_MS);
        attempt(&code_now(&bed.ctx, TOTP_SECRET)).await.unwrap();
    }

    async fn each_recovery_code_opens_once_and_new_ones_end_the_old(town: Town) {
        let (bed, world) = town.apart();
        let (me, phone, anonymous) = (comes(&world, Part::Bystander).await, Part::Bystander.member().phone(), world.anonymous());
        let (secret, codes) = set_up(&me).await;
        assert_eq!(codes.len(), 10);
        sign_in_with_code(&anonymous, key(&phone), &codes[0].to_lowercase().replace('-', " ")).await.unwrap();
        assert_eq!(refused(sign_in_with_code(&anonymous, key(&phone), &codes[0])).await, "accounts.code_wrong");
        assert_eq!(own_standing(&me).await.unwrap().recovery_codes_left, 9);
        bed.clock.advance_ms(30 * SECOND_MS);
        assert_eq!(refused(renew_recovery_codes(&me, "123456")).await, "accounts.code_wrong");
        let fresh = renew_recovery_codes(&me, &code_now(&bed.ctx, &secret)).await.unwrap();
        assert_eq!(refused(sign_in_with_code(&anonymous, key(&phone), &codes[1])).await, "accounts.code_wrong");
        sign_in_with_code(&anonymous, key(&phone), &fresh[9]).await.unwrap();
    }

    async fn nothing_stored_tells_the_secret_or_a_recovery_code(town: Town) {
        let (bed, world) = town.apart();
        let (secret, codes) = set_up(&comes(&world, Part::Bystander).await).await;
        let factors = second_factors::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(factors.iter().all(|row| !row.secret_sealed.windows(secret.len()).any(|part| part == secret)));
        let stored = format!("{:?}", recovery_codes::Entity::find().all(bed.ctx.db.reader()).await.unwrap());
        assert!(codes.iter().all(|code| !stored.contains(&plain(code)) && !stored.contains(code)));
    }

    async fn a_secret_counts_after_its_first_code_and_ends_the_other_sessions(town: Town) {
        let (_bed, world) = town.apart();
        let (me, other) = (comes(&world, Part::Bystander).await, world.enter(Part::Bystander).await.unwrap());
        assert_eq!(refused(confirm_factor(&me, "123456", "")).await, "accounts.factor_not_begun");
        begin_factor(&me).await.unwrap();
        let first = offered(&me, "上岗").await.unwrap().unwrap();
        assert!(first.uri.contains("199%2A%2A%2A%2A0924"), "{}", first.uri);
        begin_factor(&me).await.unwrap();
        let second = offered(&me, "上岗").await.unwrap().unwrap();
        assert_ne!(first, second);
        assert_eq!(refused(confirm_factor(&me, &code_now(&me, &secret_of(&first)), "")).await, "accounts.first_code_wrong");
        sign_in(&world.anonymous(), &Part::Bystander.member().phone(), PASSWORD, SessionKind::Bearer, "").await.unwrap();
        confirm_factor(&me, &code_now(&me, &secret_of(&second)), "").await.unwrap();
        assert!(find_session(&world.ctx, &other.token).await.unwrap().is_none());
        assert_eq!(offered(&me, "上岗").await.unwrap(), None);
    }

    async fn another_telephone_takes_a_code_of_the_one_before(town: Town) {
        let (bed, world) = town.apart();
        let me = comes(&world, Part::Issuer).await;
        begin_factor(&me).await.unwrap();
        let fresh = secret_of(&offered(&me, "上岗").await.unwrap().unwrap());
        let outcome = confirm_factor(&me, &code_now(&me, &fresh), "000000").await.unwrap_err();
        assert!(matches!(&outcome, Fault::Refused(reasons) if reasons[0].field == Some("current")));
        confirm_factor(&me, &code_now(&me, &fresh), &code_now(&me, TOTP_SECRET)).await.unwrap();
        bed.clock.advance_ms(30 * SECOND_MS);
        let (anonymous, phone) = (world.anonymous(), Part::Issuer.member().phone());
        assert_eq!(refused(sign_in_with_code(&anonymous, key(&phone), &code_now(&me, TOTP_SECRET))).await, "accounts.code_wrong");
        sign_in_with_code(&anonymous, key(&phone), &code_now(&me, &fresh)).await.unwrap();
    }

    async fn it_is_turned_off_for_password_and_code_and_never_by_staff(town: Town) {
        let (bed, world) = town.apart();
        let me = comes(&world, Part::Bystander).await;
        assert_eq!(refused(turn_off_factor(&me, PASSWORD, "")).await, "accounts.factor_not_set_up");
        let (secret, _) = set_up(&me).await;
        bed.clock.advance_ms(30 * SECOND_MS);
        assert_eq!(refused(turn_off_factor(&me, "wrong-2026", &code_now(&me, &secret))).await, "accounts.old_password_wrong");
        assert_eq!(refused(turn_off_factor(&me, PASSWORD, "000000")).await, "accounts.code_wrong");
        turn_off_factor(&me, PASSWORD, &code_now(&me, &secret)).await.unwrap();
        sign_in(&world.anonymous(), &Part::Bystander.member().phone(), PASSWORD, SessionKind::Cookie, "").await.unwrap();
        let issuer = comes(&world, Part::Issuer).await;
        assert_eq!(refused(turn_off_factor(&issuer, PASSWORD, &code_now(&me, TOTP_SECRET))).await, "accounts.factor_required");
        assert!(matches!(turn_off_factor(&world.anonymous(), PASSWORD, "").await, Err(Fault::Anonymous)));
    }

    async fn a_granted_role_rests_until_the_second_factor_is_set_up(town: Town) {
        let (_bed, world) = town.apart();
        let grantee = Grantee::Person(world.person(Part::Bystander));
        grant(&world.as_(Part::OfficeAdministrator), &grantee, Role::Proctor, world.offices.issuer).await.unwrap();
        let session = world.enter(Part::Bystander).await.unwrap();
        let me = async || {
            let who = find_session(&world.ctx, &session.token).await.unwrap().unwrap();
            world.ctx.acting_as(Actor::SignedIn(who))
        };
        assert_eq!(me().await.signed_in().unwrap().posts, []);
        assert!(owes_second_factor(&me().await).await.unwrap());
        set_up(&me().await).await;
        assert!(me().await.signed_in().unwrap().holds(Role::Proctor));
        assert!(!owes_second_factor(&me().await).await.unwrap());
        // an enterprise's administrator holds no granted role
        assert!(!comes(&world, Part::EnterpriseAdministrator).await.signed_in().unwrap().posts.is_empty());
    }

    async fn the_log_says_what_was_done_with_a_second_factor(town: Town) {
        let (bed, world) = town.apart();
        let me = comes(&world, Part::Bystander).await;
        let (_, codes) = set_up(&me).await;
        bed.clock.advance_ms(DAY_MS / 48);
        turn_off_factor(&me, PASSWORD, &codes[3]).await.unwrap();
        let filter = audit::Filter { subject_kind: Some("account".into()), subject: Some(world.account(Part::Bystander).to_string()), ..audit::Filter::default() };
        let (entries, _) = audit::list(&bed.ctx, &filter, 0, 20).await.unwrap();
        let verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
        for verb in ["confirm_second_factor", "use_recovery_code", "turn_off_second_factor"] {
            assert!(verbs.contains(&verb), "{verb} in {verbs:?}");
        }
    }
}
