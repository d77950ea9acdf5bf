use crate::enterprises::store::{Which, list as enterprises};
use crate::fixtures::Part;
use crate::offices::changes::{Subject, changes};
use crate::offices::store::{change, create, get, overseeing, vacancies};
use crate::offices::{NewOffice, OfficeKind};
use crate::projects::governing::Place;
use crate::{Day, Fault};

const WHY: &str = "机构改革职能调整";

fn department(name: &str, area: &str, industry: &str) -> NewOffice {
    NewOffice { name: name.into(), kind: OfficeKind::Industry, area: area.into(), industry: Some(industry.into()) }
}

crate::on_both! {
    async fn an_office_reaches_what_it_is_there_for_now(town: Town) {
        let (_bed, world) = town.apart();
        let (city, office) = (world.as_(Part::City), world.offices.industry);
        let sees = async || enterprises(&world.as_now(Part::Industry).await.unwrap(), Which::All, 0).await.unwrap().0[0].id;
        assert_eq!(sees().await, world.enterprise);
        let to = department("如东县住房和城乡建设局", "320623", "housing");
        change(&city, office, &to, WHY).await.unwrap();
        assert_eq!(sees().await, world.other_enterprise);
        assert_eq!(get(&city, office).await.unwrap().area, "320623");
        let told = changes(&city, Subject::Office, &office.to_string()).await.unwrap();
        let mut fields: Vec<_> = told.iter().map(|one| one.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["area", "name"]);
        assert_eq!(change(&city, office, &to, WHY).await.unwrap_err().code(), Some("offices.nothing_changed"));
    }

    async fn every_mistake_about_a_change_of_an_office_is_told(town: Town) {
        let (_bed, world) = town.apart();
        let (city, office) = (world.as_(Part::City), world.offices.industry);
        let Err(Fault::Refused(reasons)) = change(&city, office, &department(" ", "320602", "sea"), "").await else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["offices.name_length", "offices.area_abolished", "offices.industry_missing", "offices.reason_length"]);
        let other = NewOffice { kind: OfficeKind::HumanResources, industry: None, ..department("某局", "320613", "") };
        assert_eq!(change(&city, office, &other, WHY).await.unwrap_err().code(), Some("offices.kind_stays"));
        let taken = get(&city, world.offices.issuer).await.unwrap().name;
        let same = department(&taken, "320613", "housing");
        assert_eq!(change(&city, office, &same, WHY).await.unwrap_err().code(), Some("offices.name_taken"));
        assert_eq!(changes(&city, Subject::Office, &office.to_string()).await.unwrap(), [], "nothing of it was written");
        for part in [Part::SystemAdministrator, Part::OfficeAdministrator, Part::Industry, Part::Bystander] {
            let outcome = change(&world.as_(part), office, &department("某局", "320613", "water"), WHY).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
    }

    async fn a_place_is_overseen_by_its_area_and_industry(town: Town) {
        let (_bed, world) = town.apart();
        let today = Day::parse("2026-11-20").unwrap();
        let kinds = async |area: &str, industry: &str, by| {
            let place = Place { area: area.into(), industry: industry.into(), supervised_by: by };
            let offices = overseeing(&world.anonymous(), &place, today).await.unwrap();
            let mut kinds: Vec<&str> = offices.iter().map(|office| office.kind.code()).collect();
            kinds.sort_unstable();
            kinds
        };
        assert_eq!(kinds("320611", "housing", Some(OfficeKind::Issuer)).await, ["city_arrears", "county_arrears", "human_resources", "industry", "issuer"]);
        assert_eq!(kinds("320613", "water", None).await, ["city_arrears", "county_arrears", "human_resources"]);
        assert_eq!(kinds("320614", "housing", None).await, ["city_arrears"]);
    }

    async fn where_no_office_is_named_is_told(town: Town) {
        let (_bed, world) = town.apart();
        let missing = async |area: &str| {
            let all = vacancies(&world.anonymous()).await.unwrap();
            let its = all.into_iter().filter(|one| one.area == area);
            its.map(|one| one.industry.unwrap_or_else(|| one.kind.code().to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(missing("320613").await, ["municipal", "transport", "water"]);
        assert_eq!(missing("320614").await.len(), 6);
        assert_eq!(missing("320600").await, Vec::<String>::new(), "the city is no county");
        assert_eq!(missing("320602").await, Vec::<String>::new(), "what was abolished needs none");
        create(&world.as_(Part::City), &department("海门区水利局", "320614", "water")).await.unwrap();
        assert_eq!(missing("320614").await, ["county_arrears", "human_resources", "housing", "municipal", "transport"]);
    }
}
