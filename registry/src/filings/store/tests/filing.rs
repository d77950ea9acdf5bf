mod altered;
mod at_once;
mod pledging;
mod receiving;

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::*;
use crate::audit;
use crate::entity::filings;
use crate::filings::form::{Answer, FilingKind, FilingStage, FormDraft, Lack, Punctuality, Receiver};
use crate::filings::store::filing::{
    QueuePart, accept, accepted_filing_of_project, bring_form_scan, bring_pledge_scan, draw_up, form_scan, get,
    hand_in, handed_in_pledge_scan, of_binding, overview, paper, pledge_scan, prefilled, queue, return_for_correction,
    stages_of, waiting_filings,
};
use crate::filings::store::pledge::{Sign, Signing, sign, unsigned, withdraw_pledge};
use crate::fixtures::filings::{Desk as FilingDesk, file, prepare, stamped, whole_form};
use crate::projects::store::{Milestone, NewMilestone, confirm_milestone, record_milestone};

/// The world's officer and the administrator of the contractor.
struct Sides {
    officer: Ctx,
    contractor: Ctx,
    binding: Uuid,
}

impl Sides {
    async fn of(world: &World) -> Self {
        Self {
            officer: world.as_(Part::ProjectOfficer),
            contractor: world.as_(Part::EnterpriseAdministrator),
            binding: of_world(world).await,
        }
    }

    fn desk(&self) -> FilingDesk<'_> {
        FilingDesk { officer: &self.officer, contractor: &self.contractor }
    }
}

/// The site began on this day, and the county said so.
async fn started(world: &World, day: Day) {
    let new = NewMilestone { milestone: Milestone::ActualStart, on: day, document: None, batch: None };
    let id = record_milestone(&world.as_(Part::EnterpriseAdministrator), world.project, &new).await.unwrap();
    confirm_milestone(&world.as_(Part::HumanResources), world.project, id).await.unwrap();
}

crate::on_both! {
    //
    async fn a_form_is_filled_from_the_records_drawn_up_and_frozen(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let asked = prefilled(&sides.officer, sides.binding).await.unwrap();
        assert_eq!((asked.known.project.as_str(), asked.known.officer.as_str()), ("崇川示例花园一期工程", "顾文静"));
        assert_eq!(asked.known.contractor, "南通崇川示例建设有限公司");
        assert_eq!((asked.draft.officer_phone.as_str(), asked.goes_on_from), (Part::ProjectOfficer.member().phone().as_str(), None));
        assert_eq!(asked.draft.joined, world.ctx.now().day().to_string());
        let short = FormDraft { owner: String::new(), ..whole_form(&sides.officer) };
        let refused = draw_up(&sides.officer, sides.binding, &short).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.owner_missing"));

        let filing = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        let one = get(&sides.officer, filing).await.unwrap();
        assert_eq!((one.view.version, one.view.stage, one.view.kind), (1, FilingStage::Preparing, FilingKind::First));
        assert_eq!(one.view.form_hash.len(), 64);
        let again = prefilled(&sides.officer, sides.binding).await.unwrap();
        assert_eq!((again.draft.owner.as_str(), again.goes_on_from), ("南通示例置业有限公司", Some(1)));
        let other = FormDraft { owner_lead: "季长明".into(), ..again.draft };
        let second = draw_up(&sides.officer, sides.binding, &other).await.unwrap();
        let (first, second) = (get(&sides.officer, filing).await.unwrap(), get(&sides.officer, second).await.unwrap());
        assert_eq!((first.view.form.owner_lead.as_str(), second.view.form.owner_lead.as_str()), ("季明", "季长明"));
        assert_ne!(first.view.form_hash, second.view.form_hash, "what was drawn up is not changed");
        assert_eq!(second.versions.iter().map(|one| one.1).collect::<Vec<_>>(), [2, 1]);
    }

    //
    async fn a_filing_is_not_complete_without_the_pledge_and_both_stamps(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filing = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        let lacks = async || overview(&sides.officer, sides.binding).await.unwrap().lacks;
        assert_eq!(lacks().await, [Lack::StampedForm, Lack::Pledge, Lack::StampedPledge]);
        bring_form_scan(&sides.officer, filing, "备案表.pdf", stamped()).await.unwrap();
        let refused = hand_in(&sides.officer, filing).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.pledge_lacking"));
        let name = "顾文静".to_owned();
        let signing = Signing { template: 2, by: Sign::Typed { name, confirmed: crate::filings::pledges::Confirmed::Yes } };
        let pledge = sign(&sides.officer, sides.binding, signing).await.unwrap();
        assert_eq!(hand_in(&sides.officer, filing).await.unwrap_err().code(), Some("filings.stamped_pledge_lacking"));
        let own = bring_pledge_scan(&sides.officer, pledge, "承诺书.pdf", stamped()).await;
        assert!(matches!(own, Err(Fault::Forbidden)), "the seal is the contractor's");
        bring_pledge_scan(&sides.contractor, pledge, "承诺书.pdf", stamped()).await.unwrap();
        assert!(overview(&sides.officer, sides.binding).await.unwrap().may_hand_in);
        hand_in(&sides.officer, filing).await.unwrap();
        assert_eq!(hand_in(&sides.officer, filing).await.unwrap_err().code(), Some("filings.handed_in_already"));
        let late = bring_form_scan(&sides.officer, filing, "备案表.pdf", stamped()).await.unwrap_err();
        assert_eq!(late.code(), Some("filings.handed_in_already"), "what was handed in stays as it is");
        let one = get(&sides.officer, filing).await.unwrap();
        assert_eq!(one.pledge.unwrap().id, pledge);
        assert!(one.view.form_scan.is_some() && one.view.pledge_scan.is_some());
        let drawn = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap_err();
        assert_eq!(drawn.code(), Some("filings.filing_waits"));
    }

    async fn a_form_that_is_not_what_was_drawn_up_is_not_shown(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filing = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        let row = filings::Entity::find_by_id(filing).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let text = bed.ctx.vault.open_text("filings.form", &row.form_sealed).unwrap().replace("季明", "季亮");
        let sealed = bed.ctx.vault.seal(bed.ctx.random.as_ref(), "filings.form", text.as_bytes()).unwrap();
        let changed = filings::ActiveModel { id: Set(filing), form_sealed: Set(sealed), ..ActiveModelTrait::default() };
        changed.update(bed.ctx.db.writer()).await.unwrap();
        assert!(matches!(get(&sides.officer, filing).await, Err(Fault::Internal(_))));
        assert!(matches!(paper(&sides.officer, filing).await, Err(Fault::Internal(_))));
        assert!(matches!(prefilled(&sides.officer, sides.binding).await, Err(Fault::Internal(_))));
    }

    async fn a_picture_is_kept_without_what_came_with_it_and_a_pdf_as_it_is(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filing = draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await.unwrap();
        for (bytes, code) in [(Vec::new(), "filings.scan_missing"), (b"MZ".to_vec(), "filings.scan_format")] {
            let refused = bring_form_scan(&sides.officer, filing, "备案表.exe", bytes).await.unwrap_err();
            assert_eq!(refused.code(), Some(code));
        }
        bring_form_scan(&sides.officer, filing, "备案表.pdf", stamped()).await.unwrap();
        assert_eq!(form_scan(&sides.officer, filing).await.unwrap().media_type, "application/pdf");
        bed.clock.advance_ms(1);
        bring_form_scan(&sides.contractor, filing, "备案表.pdf", b"%PDF-1.7 stamped".to_vec()).await.unwrap();
        let kept = form_scan(&sides.officer, filing).await.unwrap();
        assert_eq!((kept.media_type.as_str(), kept.content.as_slice()), ("application/pdf", &b"%PDF-1.7 stamped"[..]));
        for nth in 0..8 {
            bring_form_scan(&sides.officer, filing, "备案表.pdf", format!("%PDF-{nth}").into_bytes()).await.unwrap();
        }
        let refused = bring_form_scan(&sides.officer, filing, "备案表.pdf", b"%PDF-".to_vec()).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.too_many_scans"));
    }

    //
    async fn the_right_to_file_ends_with_the_binding(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = prepare(&sides.desk(), sides.binding).await.unwrap();
        end(&sides.contractor, sides.binding, "调离项目").await.unwrap();
        assert!(matches!(hand_in(&sides.officer, filed.filing).await, Err(Fault::Forbidden)));
        assert!(matches!(draw_up(&sides.officer, sides.binding, &whole_form(&sides.officer)).await, Err(Fault::Forbidden)));
        let scan = bring_form_scan(&sides.contractor, filed.filing, "备案表.pdf", stamped()).await;
        assert!(matches!(scan, Err(Fault::Forbidden)));
        let still = get(&world.as_now(Part::ProjectOfficer).await.unwrap(), filed.filing).await.unwrap();
        assert_eq!(still.view.stage, FilingStage::Preparing, "the record stays to be seen");
    }

    async fn strangers_neither_see_nor_write_a_filing(town: Town) {
        let (_bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        for part in [Part::Bystander, Part::CandidateReady, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            let ctx = world.as_(part);
            assert!(matches!(get(&ctx, filed.filing).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(overview(&ctx, sides.binding).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(paper(&ctx, filed.filing).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(form_scan(&ctx, filed.filing).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(pledge_scan(&ctx, filed.pledge).await, Err(Fault::NotFound)), "{part:?}");
            let accepted = accept(&ctx, filed.filing).await;
            assert!(matches!(accepted, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}");
            let drawn = draw_up(&ctx, sides.binding, &whole_form(&ctx)).await;
            assert!(matches!(drawn, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::EnterpriseAdministrator, Part::City, Part::Issuer] {
            assert!(get(&world.as_(part), filed.filing).await.is_ok(), "{part:?}");
            assert!(matches!(accept(&world.as_(part), filed.filing).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(get(&world.anonymous(), filed.filing).await, Err(Fault::Anonymous)));
        assert!(matches!(queue(&world.as_(Part::Bystander), QueuePart::Waiting, 0).await, Err(Fault::Forbidden)));
    }

    async fn an_assistant_and_the_officer_of_an_enterprise_are_not_filed(town: Town) {
        let (_bed, world) = town.apart();
        let number = certified(&world, Part::CandidateReady).await;
        let candidate = world.as_(Part::CandidateReady);
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let binding = propose(&candidate, &number, &asked).await.unwrap();
        confirm(&world.as_(Part::EnterpriseAdministrator), binding).await.unwrap();
        let assistant = world.as_now(Part::CandidateReady).await.unwrap();
        let refused = draw_up(&assistant, binding, &whole_form(&assistant)).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.only_responsible_filed"));
        assert!(matches!(overview(&assistant, binding).await, Err(Fault::NotFound)));
    }

    async fn whoever_opens_anothers_form_stands_in_the_log(town: Town) {
        let (bed, world) = town.apart();
        let sides = Sides::of(&world).await;
        let filed = file(&sides.desk(), sides.binding).await.unwrap();
        paper(&sides.officer, filed.filing).await.unwrap();
        form_scan(&sides.officer, filed.filing).await.unwrap();
        pledge_scan(&sides.officer, filed.pledge).await.unwrap();
        let verbs = async |subject: Uuid| {
            let filter = audit::Filter { subject: Some(subject.to_string()), ..audit::Filter::default() };
            let (entries, _) = audit::list(&bed.ctx, &filter, 0, 20).await.unwrap();
            entries.into_iter().map(|entry| entry.verb).collect::<BTreeSet<_>>()
        };
        let done = BTreeSet::from(["bring_scan", "draw_up", "hand_in"].map(str::to_owned));
        assert_eq!(verbs(filed.filing).await, done);
        assert!(!verbs(filed.pledge).await.contains("open_scan"));
        let people = world.as_(Part::HumanResources);
        let opened = paper(&people, filed.filing).await.unwrap();
        assert_eq!(opened.form.officer_phone, "13800000803");
        assert!(verbs(filed.filing).await.contains("open_filing"));
        form_scan(&people, filed.filing).await.unwrap();
        assert!(verbs(filed.filing).await.contains("open_scan"));
        pledge_scan(&world.as_(Part::Industry), filed.pledge).await.unwrap();
        assert!(verbs(filed.pledge).await.contains("open_scan"));
    }
}
