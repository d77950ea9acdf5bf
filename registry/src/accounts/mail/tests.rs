use std::sync::Mutex;

use super::*;
use crate::accounts::store::{Channels, ask_reset, reset_password};
use crate::fixtures::{PASSWORD, Part, World};
use crate::notices::letters::deliver;
use crate::notices::letters::tests::{Bag, with_address};

const ME: Part = Part::ProjectOfficer;

/// The token of the link that was sent.
async fn give(world: &World, address: &str, password: &str) -> Result<String, Fault> {
    let sent = Mutex::new(String::new());
    let words = |token: &str| {
        token.clone_into(&mut sent.lock().unwrap());
        Words { subject: "link".into(), body: token.to_owned() }
    };
    let new = NewMail { address, password, code: "", lang: "zh-CN" };
    give_mail(&world.as_(ME), &new, words).await?;
    Ok(sent.into_inner().unwrap())
}

async fn confirmed(world: &World) -> Option<String> {
    own_mail(&world.as_(ME)).await.unwrap().confirmed.map(|(address, _)| address)
}

crate::on_both! {
    async fn an_address_counts_once_its_link_was_followed(town: Town) {
        let (_bed, world) = town.apart();
        let token = give(&world, "Gu@example.cn", PASSWORD).await.unwrap();
        assert_eq!(confirmed(&world).await, None);
        assert_eq!(address_of_link(&world.anonymous(), &token).await.unwrap(), "G***@example.cn");
        assert_eq!(confirmed(&world).await, None, "to look at the link is not to follow it");
        confirm_mail(&world.anonymous(), &token).await.unwrap();
        assert_eq!(confirmed(&world).await.as_deref(), Some("G***@example.cn"));
        assert!(matches!(confirm_mail(&world.anonymous(), &token).await, Err(Fault::NotFound)), "once");
    }

    async fn a_link_is_good_for_a_day_and_until_the_next_one(town: Town) {
        let (bed, world) = town.apart();
        let first = give(&world, "gu@example.cn", PASSWORD).await.unwrap();
        let second = give(&world, "gu@example.cn", PASSWORD).await.unwrap();
        assert!(matches!(confirm_mail(&world.anonymous(), &first).await, Err(Fault::NotFound)));
        bed.clock.advance_ms(LINK_MS);
        assert!(matches!(confirm_mail(&world.anonymous(), &second).await, Err(Fault::NotFound)));
        assert_eq!(own_mail(&world.as_(ME)).await.unwrap(), OwnMail::default());
    }

    async fn another_address_takes_the_place_of_the_first(town: Town) {
        let (_bed, world) = town.apart();
        with_address(&world, ME, "old@example.cn").await;
        let token = give(&world, "new@example.cn", PASSWORD).await.unwrap();
        assert_eq!(confirmed(&world).await.as_deref(), Some("o***@example.cn"));
        confirm_mail(&world.anonymous(), &token).await.unwrap();
        assert_eq!(confirmed(&world).await.as_deref(), Some("n***@example.cn"));
        remove_mail(&world.as_(ME), PASSWORD, "").await.unwrap();
        assert_eq!(confirmed(&world).await, None);
        assert_eq!(remove_mail(&world.as_(ME), PASSWORD, "").await.unwrap_err().code(), Some("accounts.mail_none"));
    }

    async fn only_the_holder_gives_one(town: Town) {
        let (bed, world) = town.apart();
        let wrong = give(&world, "gu@example.cn", "wrong-2026").await.unwrap_err();
        assert_eq!(wrong.code(), Some("accounts.old_password_wrong"));
        assert_eq!(give(&world, "gu", PASSWORD).await.unwrap_err().code(), Some("accounts.mail_shape"));
        assert!(matches!(own_mail(&world.anonymous()).await, Err(Fault::Anonymous)));
        let rows = mail_addresses::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(rows.is_empty());
    }

    async fn the_address_lies_sealed(town: Town) {
        let (bed, world) = town.apart();
        give(&world, "gu@example.cn", PASSWORD).await.unwrap();
        let rows = mail_addresses::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(!String::from_utf8_lossy(&rows[0].address_sealed).contains("example"));
    }

    async fn a_forgotten_password_is_set_anew_by_a_letter(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, ME, "gu@example.cn").await;
        let channels = Channels { messenger: None, letter_subject: Some("reset") };
        let phone = ME.member().phone();
        ask_reset(&world.anonymous(), channels, &phone, str::to_owned).await.unwrap();
        // whoever gave no address, and whoever is not there, get none and are told the same
        for name in [Part::Bystander.member().phone(), "13900000000".to_owned()] {
            ask_reset(&world.anonymous(), channels, &name, str::to_owned).await.unwrap();
        }
        let bag = Bag::default();
        assert_eq!(deliver(&bed.ctx, &bag, 10).await.unwrap().sent, 1);
        let (to, subject, code) = bag.last();
        assert_eq!((to.as_str(), subject.as_str()), ("gu@example.cn", "reset"));
        reset_password(&world.anonymous(), &phone, &code, "another-2027").await.unwrap();
    }

    async fn a_code_that_is_too_old_is_not_sent(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, ME, "gu@example.cn").await;
        let channels = Channels { messenger: None, letter_subject: Some("reset") };
        ask_reset(&world.anonymous(), channels, &ME.member().phone(), str::to_owned).await.unwrap();
        bed.clock.advance_ms(crate::accounts::codes::LIFE_MS + 1);
        let round = deliver(&bed.ctx, &Bag::default(), 10).await.unwrap();
        assert_eq!((round.sent, round.given_up), (0, 1));
    }

    async fn what_waits_for_the_former_address_is_not_sent(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, ME, "old@example.cn").await;
        let token = give(&world, "new@example.cn", PASSWORD).await.unwrap();
        let channels = Channels { messenger: None, letter_subject: Some("reset") };
        ask_reset(&world.anonymous(), channels, &ME.member().phone(), str::to_owned).await.unwrap();
        confirm_mail(&world.anonymous(), &token).await.unwrap();
        assert_eq!(deliver(&bed.ctx, &Bag::default(), 10).await.unwrap().sent, 0);
    }
}
