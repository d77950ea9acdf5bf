use super::*;
use crate::audit;
use crate::fixtures::Part;
use crate::people::store::reveal;

crate::on_both! {
    async fn everything_about_a_person_is_in_the_document_and_nothing_of_others(town: Town) {
        let (_bed, world) = town.apart();
        let me = world.as_(Part::CandidateReady);
        world.enter(Part::CandidateReady).await.unwrap();
        reveal(&world.as_(Part::HumanResources), world.person(Part::CandidateReady), "当面核对证件").await.unwrap();
        requests::request_name(&me, "王明", "身份证已变更姓名").await.unwrap();
        let text = export_my_data(&me).await.unwrap();
        let member = Part::CandidateReady.member();
        for own in [member.name, &member.id_number(), &member.phone(), "崇川区人力资源和社会保障局", "示例建设有限公司", "当面核对证件", "身份证已变更姓名", "fixtures"] {
            assert!(text.contains(own), "{own} is not in\n{text}");
        }
        for part in [Part::CandidateNew, Part::CandidateHeld, Part::HumanResources] {
            let other = part.member();
            assert!(!text.contains(other.name) && !text.contains(&other.id_number()) && !text.contains(&other.phone()));
        }
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["made_at"], "2026-11-20T09:00:00.000+08:00");
        for secret in ["token", "password", "hash", "secret", "seed"] {
            assert!(!text.contains(&format!("\"{secret}")), "{secret}");
        }
    }

    async fn a_copy_that_leaves_stands_in_the_log_and_strangers_get_none(town: Town) {
        let (bed, world) = town.apart();
        export_my_data(&world.as_(Part::Bystander)).await.unwrap();
        let subject = Some(world.person(Part::Bystander).to_string());
        let filter = audit::Filter { subject_kind: Some("person".into()), subject, ..audit::Filter::default() };
        let (entries, _) = audit::list(&bed.ctx, &filter, 0, 10).await.unwrap();
        assert!(entries.iter().any(|entry| entry.verb == "export_own_data"));
        assert!(matches!(my_data(&world.anonymous()).await, Err(Fault::Anonymous)));
    }

    async fn a_role_and_a_second_factor_are_told(town: Town) {
        let (_bed, world) = town.apart();
        let data = my_data(&world.as_(Part::HumanResources)).await.unwrap();
        assert_eq!((data.roles.len(), data.roles[0].role.as_str()), (1, "human_resources"));
        assert!(data.account.second_factor_since.is_some() && data.roles[0].ended_at.is_none());
    }
}
