use sha2::{Digest, Sha256};

use super::*;
use crate::filings::pledges::{Confirmed, Way};
use crate::filings::store::pledge::paper as pledge_paper;

/// A broad line on white.
pub(super) fn signature() -> Vec<u8> {
    let line = image::GrayImage::from_fn(240, 80, |_, y| image::Luma([if (30..40).contains(&y) { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    line.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

fn typed(name: &str, template: i32) -> Signing {
    Signing { template, by: Sign::Typed { name: name.into(), confirmed: Confirmed::Yes } }
}

crate::on_both! {
    //
    async fn an_officer_signs_the_own_pledge_once_for_a_project(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let blanks = unsigned(&sides.officer, sides.binding).await.unwrap();
        assert_eq!((blanks.officer.as_str(), blanks.project.as_str()), ("顾文静", "崇川示例花园一期工程"));
        assert_eq!(sign(&sides.officer, sides.binding, typed("顾静", 1)).await.unwrap_err().code(), Some("filings.name_not_typed"));
        assert_eq!(sign(&sides.officer, sides.binding, typed("顾文静", 9)).await.unwrap_err().code(), Some("filings.template_missing"));
        let pledge = sign(&sides.officer, sides.binding, typed("顾文静", 1)).await.unwrap();
        for again in [
            sign(&sides.officer, sides.binding, typed("顾文静", 2)).await.unwrap_err(),
            unsigned(&sides.officer, sides.binding).await.unwrap_err(),
        ] {
            assert_eq!(again.code(), Some("filings.pledge_signed"));
        }
        let printed = pledge_paper(&sides.officer, pledge).await.unwrap();
        assert_eq!((printed.content.template, printed.content.way, printed.signature), (1, Way::Typed, None));
        assert!(printed.content.paragraphs[0].contains("南通崇川示例建设有限公司（总承包单位名称）"));
        let bytes = serde_json_canonicalizer::to_vec(&printed.content).unwrap();
        assert_eq!(printed.content_hash, crate::vault::hex(&Sha256::digest(bytes)));
        for part in [Part::HumanResources, Part::Industry] {
            assert!(pledge_paper(&world.as_(part), pledge).await.is_ok(), "{part:?} keeps it");
        }
        assert!(matches!(pledge_paper(&world.as_(Part::OtherHumanResources), pledge).await, Err(Fault::NotFound)));
    }

    async fn a_drawn_signature_is_kept_as_a_picture_and_a_blank_one_is_none(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let drawn = |bytes| Signing { template: 1, by: Sign::Drawn(bytes) };
        let nothing = sign(&sides.officer, sides.binding, drawn(Vec::new())).await.unwrap_err();
        assert_eq!(nothing.code(), Some("filings.not_drawn"));
        let broken = sign(&sides.officer, sides.binding, drawn(b"no picture".to_vec())).await.unwrap_err();
        assert_eq!(broken.code(), Some("filings.signature_format"));
        let pledge = sign(&sides.officer, sides.binding, drawn(signature())).await.unwrap();
        let printed = pledge_paper(&sides.officer, pledge).await.unwrap();
        assert_eq!(printed.content.way, Way::Drawn);
        assert!(printed.signature.is_some_and(|picture| picture.starts_with(b"\x89PNG")));
        assert!(printed.content.signature.is_some());
    }

    async fn a_pledge_is_taken_back_until_an_office_has_it(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let first = sign(&sides.officer, sides.binding, typed("顾文静", 1)).await.unwrap();
        let foreign = withdraw_pledge(&sides.contractor, first, "换一份").await;
        assert!(matches!(foreign, Err(Fault::Forbidden)), "nobody takes back what another has signed");
        withdraw_pledge(&sides.officer, first, "改用勘误文本").await.unwrap();
        assert_eq!(withdraw_pledge(&sides.officer, first, "改用勘误文本").await.unwrap_err().code(), Some("filings.pledge_withdrawn"));
        let late = bring_pledge_scan(&sides.contractor, first, "承诺书.pdf", stamped()).await.unwrap_err();
        assert_eq!(late.code(), Some("filings.pledge_withdrawn"));
        assert!(pledge_paper(&sides.officer, first).await.is_ok(), "what was signed stays readable");

        bed.clock.advance_ms(1);
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        let held = withdraw_pledge(&sides.officer, filed.pledge, "改用勘误文本").await.unwrap_err();
        assert_eq!(held.code(), Some("filings.pledge_relied_on"));
        let stamp = bring_pledge_scan(&sides.contractor, filed.pledge, "承诺书.pdf", stamped()).await.unwrap_err();
        assert_eq!(stamp.code(), Some("filings.pledge_relied_on"));
        let industry = world.as_(Part::Industry);
        let received = get(&industry, filed.filing).await.unwrap().pledge.unwrap().stamped.unwrap();
        return_for_correction(&world.as_(Part::HumanResources), filed.filing, "承诺书盖章不清").await.unwrap();
        bed.clock.advance_ms(1);
        bring_pledge_scan(&sides.contractor, filed.pledge, "承诺书.pdf", b"%PDF-1.7".to_vec()).await.unwrap();
        // whoever has not answered yet keeps what was handed in
        let one = get(&industry, filed.filing).await.unwrap();
        assert_eq!(one.pledge.unwrap().stamped, Some(received));
        assert_eq!(handed_in_pledge_scan(&industry, filed.filing).await.unwrap().media_type, "application/pdf");
        assert_eq!(pledge_scan(&sides.officer, filed.pledge).await.unwrap().media_type, "application/pdf");
        let stranger = handed_in_pledge_scan(&world.as_(Part::OtherHumanResources), filed.filing).await;
        assert!(matches!(stranger, Err(Fault::NotFound)));
    }
}
