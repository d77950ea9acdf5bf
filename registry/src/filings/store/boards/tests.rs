#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use uuid::Uuid;

use super::*;
use crate::ctx::{Actor, SignedIn};
use crate::filings::boards::{ChannelDraft, ChannelKind, CheckResult};
use crate::filings::store::{end, own};
use crate::fixtures::boards::{Officer, keep_channels, put_on_file};
use crate::fixtures::{Part, World};
use crate::instant::DAY_MS;

/// The binding of the world's officer, on file under the own number.
pub(in crate::filings::store) async fn on_file_as_said(world: &World, phone: &str) -> Uuid {
    let officer = world.as_(Part::ProjectOfficer);
    let binding = own(&officer).await.unwrap()[0].binding.id;
    let member = Part::ProjectOfficer.member();
    let id_number = member.id_number();
    let officer = Officer { ctx: &officer, binding, project: world.project, id_number: &id_number, phone };
    put_on_file(world, &officer).await.unwrap();
    binding
}

async fn filed(world: &World) -> Uuid {
    on_file_as_said(world, &Part::ProjectOfficer.member().phone()).await
}

fn photo() -> NewPhoto {
    NewPhoto { taken_on: "2026-11-20".into(), place: "大门东侧".into(), ..NewPhoto::default() }
}

/// A picture with something that came along in it.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

fn draft(kind: ChannelKind, phone: &str) -> ChannelDraft {
    ChannelDraft {
        kind: kind.code().into(),
        body: "崇川区劳动保障监察大队".into(),
        phone: phone.into(),
        address: String::new(),
        source: "公告".into(),
        first_day: "2026-11-01".into(),
        last_day: String::new(),
    }
}

crate::on_both! {
    //
    async fn a_board_is_drawn_from_the_filing_and_the_records_and_frozen(town: Town) {
        let (bed, world) = town.apart();
        let officer = world.as_(Part::ProjectOfficer);
        let early = make(&officer, world.project).await.unwrap_err();
        assert_eq!(early.code(), Some("boards.not_filed"));
        filed(&world).await;
        let first = make(&officer, world.project).await.unwrap();
        let said = sheet(&officer, first).await.unwrap();
        assert_eq!((said.version, said.content.officer.name.as_str()), (1, "顾文静"));
        assert_eq!(said.content.officer.phone, Part::ProjectOfficer.member().phone());
        assert_eq!(said.content.contractor, "南通崇川示例建设有限公司");
        assert_eq!(said.content.owners, ["南通示例置业有限公司"]);
        assert!(said.content.industry_department.as_deref().unwrap().starts_with("崇川区住房和城乡建设局"));
        assert_eq!(make(&officer, world.project).await.unwrap_err().code(), Some("boards.nothing_changed"));

        // a channel that the office keeps makes it another one, and the first stays as it was
        record_channel(&world.as_(Part::HumanResources), &draft(ChannelKind::LabourInspection, "12333"), None).await.unwrap();
        assert!(board(&officer, world.project).await.unwrap().is_outdated);
        bed.clock.advance_ms(1);
        let second = make(&officer, world.project).await.unwrap();
        assert_eq!(sheet(&officer, first).await.unwrap(), said);
        let next = sheet(&officer, second).await.unwrap();
        assert_eq!(next.content.channel(ChannelKind::LabourInspection).unwrap().phone, "12333");
        assert_ne!((said.token, said.content), (next.token, next.content));
        let page = board(&world.as_(Part::HumanResources), world.project).await.unwrap();
        assert_eq!(page.versions.iter().map(|one| (one.version, one.is_latest)).collect::<Vec<_>>(), [(2, true), (1, false)]);
        assert!(!page.is_outdated && page.may_check && !page.may_make);
    }

    async fn only_who_works_there_makes_it_and_strangers_do_not_see_it(town: Town) {
        let (_bed, world) = town.apart();
        filed(&world).await;
        for part in [Part::HumanResources, Part::City] {
            assert!(matches!(make(&world.as_(part), world.project).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let id = make(&world.as_(Part::EnterpriseAdministrator), world.project).await.unwrap();
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            let ctx = world.as_(part);
            assert!(matches!(board(&ctx, world.project).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(sheet(&ctx, id).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(make(&ctx, world.project).await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::Bystander, Part::Issuer] {
            assert!(matches!(sheet(&world.as_(part), id).await, Err(Fault::Forbidden)), "{part:?}");
        }
    }

    // the old sheet says who took the place, and since when
    async fn the_code_of_an_old_sheet_leads_to_who_answers_now(town: Town) {
        let (bed, world) = town.apart();
        let binding = filed(&world).await;
        let id = make(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
        let token = sheet(&world.as_(Part::City), id).await.unwrap().token;
        let anybody = world.anonymous();
        let live = by_token(&anybody, &token).await.unwrap().unwrap();
        assert_eq!((live.turn, live.sheet.is_latest, live.officer_since), (None, true, Some(bed.ctx.now().day())));
        assert_eq!(live.officer.as_deref(), Some("顾文静"));
        assert_eq!(live.on_file.unwrap().phone, Part::ProjectOfficer.member().phone());

        bed.clock.advance_ms(DAY_MS);
        end(&world.as_(Part::EnterpriseAdministrator), binding, "调离项目").await.unwrap();
        let live = by_token(&anybody, &token).await.unwrap().unwrap();
        assert_eq!((live.officer, live.turn), (None, Some(Turn::Nobody(Some(Day::parse("2026-11-21").unwrap())))));
        assert_eq!(live.sheet.officer, "顾*", "who has left is named by the surname alone (P-08)");
        for wrong in ["", "0000000000000000", "7K3F9QXW2M4T8RN", "../../etc", &"0".repeat(43)] {
            assert_eq!(by_token(&anybody, wrong).await.unwrap(), None, "{wrong}");
        }
    }

    async fn a_token_has_eighty_bits_and_belongs_to_one_version(town: Town) {
        let (_bed, world) = town.apart();
        filed(&world).await;
        let officer = world.as_(Part::ProjectOfficer);
        let first = make(&officer, world.project).await.unwrap();
        keep_channels(&world).await.unwrap();
        let second = make(&officer, world.project).await.unwrap();
        let tokens = [sheet(&officer, first).await.unwrap().token, sheet(&officer, second).await.unwrap().token];
        assert_ne!(tokens[0], tokens[1]);
        for token in &tokens {
            assert_eq!(token.len(), 16, "5 bits a character");
            assert_eq!(PathId::parse(token).unwrap().as_bytes().len() * 8, 80);
        }
        let live = by_token(&world.anonymous(), &tokens[0]).await.unwrap().unwrap();
        assert_eq!((live.sheet.version, live.sheet.is_latest, live.channels.len()), (1, false, 5));
    }

    //
    async fn a_photo_is_drawn_anew_and_comes_once(town: Town) {
        let (_bed, world) = town.apart();
        filed(&world).await;
        let officer = world.as_(Part::ProjectOfficer);
        let id = make(&officer, world.project).await.unwrap();
        let brought = picture(2_400, 1_200);
        let position = NewPhoto { longitude: "120.867".into(), latitude: "32.01".into(), ..photo() };
        let kept = bring_photo(&officer, id, &position, brought.clone()).await.unwrap();
        let blob = find_photo(&world.as_(Part::HumanResources), id, kept).await.unwrap();
        assert_eq!(blob.media_type, "image/jpeg");
        let image = image::load_from_memory(&blob.content).unwrap();
        assert_eq!((image.width(), image.height()), (2_000, 1_000));
        assert_eq!(bring_photo(&officer, id, &photo(), brought.clone()).await.unwrap_err().code(), Some("boards.photo_twice"));
        let page = board(&officer, world.project).await.unwrap();
        let shown = &page.versions[0].photos[0];
        assert_eq!((shown.place.as_str(), shown.position.unwrap().longitude_nanodegrees), ("大门东侧", 120_867_000_000));

        let codes = async |new: &NewPhoto, bytes: Vec<u8>| match bring_photo(&officer, id, new, bytes).await {
            Err(Fault::Refused(reasons)) => reasons.iter().map(|reason| reason.code).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(codes(&photo(), Vec::new()).await, ["boards.photo_missing"]);
        assert_eq!(codes(&photo(), b"GIF89a".to_vec()).await, ["boards.photo_format"]);
        assert_eq!(codes(&photo(), vec![0; MOST_BYTES + 1]).await, ["boards.photo_too_large"]);
        let wrong = NewPhoto { taken_on: "2026-11-21".into(), place: " ".into(), longitude: "120".into(), latitude: String::new() };
        assert_eq!(codes(&wrong, brought).await, ["boards.photo_day", "boards.place_length", "boards.position_shape"]);
        let stranger = bring_photo(&world.as_(Part::HumanResources), id, &photo(), picture(20, 20)).await;
        assert!(matches!(stranger, Err(Fault::Forbidden)), "{stranger:?}");
        assert!(matches!(find_photo(&world.as_(Part::OtherHumanResources), id, kept).await, Err(Fault::NotFound)));
    }

    async fn an_office_says_whether_it_is_in_order(town: Town) {
        let (bed, world) = town.apart();
        filed(&world).await;
        let id = make(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
        let (office, today) = (world.as_(Part::HumanResources), bed.ctx.now().day());
        check(&office, id, CheckResult::NotInOrder, (today, "被脚手架遮挡")).await.unwrap();
        let early = check(&office, id, CheckResult::InOrder, (today.previous(), "已更换位置")).await.unwrap_err();
        assert_eq!(early.code(), Some("boards.check_day"));
        let own = check(&world.as_(Part::ProjectOfficer), id, CheckResult::InOrder, (today, "本人检查")).await;
        assert!(matches!(own, Err(Fault::Forbidden)), "nobody looks after the own board: {own:?}");
        // nor does whoever holds a post of an office beside it, here or elsewhere
        let officer = world.as_(Part::ProjectOfficer).signed_in().unwrap().clone();
        let beside = |part: Part| {
            let post_of = world.as_(part).signed_in().unwrap().posts.clone();
            let posts = officer.posts.iter().cloned().chain(post_of).collect();
            world.ctx.acting_as(Actor::SignedIn(SignedIn { posts, ..officer.clone() }))
        };
        let here = beside(Part::HumanResources);
        let refused = check(&here, id, CheckResult::InOrder, (today, "本人检查")).await.unwrap_err();
        assert_eq!(refused.code(), Some("boards.own_board"));
        assert!(!board(&here, world.project).await.unwrap().may_check);
        let elsewhere = check(&beside(Part::OtherHumanResources), id, CheckResult::InOrder, (today, "本人检查")).await;
        assert!(matches!(elsewhere, Err(Fault::Forbidden)), "{elsewhere:?}");
        let page = board(&office, world.project).await.unwrap();
        assert_eq!(page.versions[0].checks[0].result, CheckResult::NotInOrder);
    }

    async fn an_office_keeps_its_own_channels_and_no_others(town: Town) {
        let (_bed, world) = town.apart();
        let (county, department) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let inspection = draft(ChannelKind::LabourInspection, "0513-80000022");
        let id = record_channel(&county, &inspection, None).await.unwrap();
        assert_eq!(record_channel(&county, &inspection, None).await.unwrap_err().code(), Some("boards.channel_twice"));
        let others = record_channel(&department, &inspection, None).await.unwrap_err();
        assert_eq!(others.code(), Some("boards.kind_of_others"));
        let complaints = draft(ChannelKind::IndustryComplaints, "0513-80000021");
        assert_eq!(record_channel(&county, &complaints, None).await.unwrap_err().code(), Some("boards.kind_of_others"));
        record_channel(&department, &complaints, None).await.unwrap();
        for part in [Part::EnterpriseAdministrator, Part::City, Part::Bystander] {
            let refused = record_channel(&world.as_(part), &complaints, None).await;
            assert!(matches!(refused, Err(Fault::Forbidden)), "{part:?} {refused:?}");
        }
        let stranger = withdraw_channel(&world.as_(Part::OtherHumanResources), id, "误登").await;
        assert!(matches!(stranger, Err(Fault::Forbidden)), "{stranger:?}");

        // a correction takes the place of its own kind alone
        let other = draft(ChannelKind::Arbitration, "0513-80000023");
        let refused = record_channel(&county, &other, Some((id, "号码更换"))).await.unwrap_err();
        assert_eq!(refused.code(), Some("boards.kind_stays"));
        let corrected = draft(ChannelKind::LabourInspection, "12333");
        let next = record_channel(&county, &corrected, Some((id, "号码更换"))).await.unwrap();
        let gone = record_channel(&county, &corrected, Some((id, "号码更换"))).await.unwrap_err();
        assert_eq!(gone.code(), Some("boards.channel_gone"));
        let kept = channels(&county).await.unwrap();
        assert_eq!(kept.rows.iter().filter(|row| row.is_own).count(), 1);
        withdraw_channel(&county, next, "不再使用").await.unwrap();
        assert_eq!(withdraw_channel(&county, next, "不再使用").await.unwrap_err().code(), Some("boards.channel_gone"));
        assert_eq!(channels(&county).await.unwrap().rows.len(), 1);
    }
}
