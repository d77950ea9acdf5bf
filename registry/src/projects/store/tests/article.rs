//! does every literal item of 甲文第七条 have its columns? The half of the pages stands with the pages.

use sea_orm::{ConnectionTrait, Statement};

use crate::projects::Item;

/// Table and column of a field of an item.
fn column(item: Item, field: &str) -> Option<(&'static str, &'static str)> {
    let found = match item {
        Item::Enterprise => match field {
            "kind" => ("enterprise_kinds", "kind"),
            "credit_code" => ("enterprises", "credit_code"),
            "name" => ("enterprises", "name"),
            "legal_representative" => ("enterprises", "legal_representative"),
            "address" => ("enterprises", "address"),
            "phone" => ("enterprises", "phone_sealed"),
            _ => return None,
        },
        Item::Location | Item::Name | Item::Scale | Item::Investment => match field {
            "area" => ("projects", "area"),
            "street" => ("projects", "street"),
            "address" => ("projects", "address"),
            "longitude" => ("projects", "longitude_nanodegrees"),
            "latitude" => ("projects", "latitude_nanodegrees"),
            "name" => ("projects", "name"),
            "size" => ("projects", "size"),
            "floor_area_dm2" => ("projects", "floor_area_dm2"),
            "length_cm" => ("projects", "length_cm"),
            "investment_fen" => ("projects", "investment_fen"),
            _ => return None,
        },
        Item::StartAndFinish => match field {
            "planned_start" => ("projects", "planned_start"),
            "planned_finish" => ("projects", "planned_finish"),
            "actual_start" | "completion_acceptance" => ("project_milestones", "happened_on"),
            _ => return None,
        },
        Item::SiteManagers => match field {
            "person" => ("project_managers", "person_id"),
            "post" => ("project_managers", "post"),
            "id_number" => ("people", "id_number_sealed"),
            "phone" => ("people", "phone_sealed"),
            _ => return None,
        },
        Item::Subcontractors | Item::LabourSubcontractors => match field {
            "enterprise" => ("project_parties", "enterprise_id"),
            "role" => ("project_parties", "role"),
            "entered_on" => ("project_parties", "entered_on"),
            "left_on" => ("project_parties", "left_on"),
            "project_manager" => ("project_managers", "person_id"),
            _ => return None,
        },
        Item::Rating => match field {
            "rating" => ("integrity_records", "rating"),
            "body" => ("integrity_records", "body"),
            "rated_on" => ("integrity_records", "happened_on"),
            _ => return None,
        },
        Item::Complaint => ("integrity_records", "case_id"),
        Item::Conduct => match field {
            "conduct" => ("integrity_records", "conduct"),
            "basis" => ("integrity_records", "basis_number"),
            _ => return None,
        },
        _ => return of_people(item, field),
    };
    Some(found)
}

fn of_people(item: Item, field: &str) -> Option<(&'static str, &'static str)> {
    Some(match (item, field) {
        (Item::IdentityCard, "name") => ("people", "name"),
        (Item::IdentityCard, "sex") => ("people", "sex"),
        (Item::IdentityCard, "ethnic_group") => ("person_particulars", "ethnic_group"),
        (Item::IdentityCard, "birth_day") => ("people", "birth_day"),
        (Item::IdentityCard, "id_number") => ("people", "id_number_sealed"),
        (Item::IdentityCard, "address") => ("person_particulars", "address_sealed"),
        (Item::IdentityCard, "issuing_authority") => ("person_particulars", "document_issuer"),
        (Item::IdentityCard, "valid_from") => ("person_particulars", "valid_from"),
        (Item::IdentityCard, "valid_until") => ("person_particulars", "valid_until"),
        (Item::IdentityCard, "photo") => ("person_particulars", "photo"),
        (Item::Education, "education") => ("person_particulars", "education"),
        (Item::Trade, "trade") => ("registrations", "trade"),
        // one list holds titles, post certificates and skill levels with their numbers
        (Item::Skill, "title" | "post_certificate" | "skill_level" | "certificate_number") => {
            ("person_particulars", "qualifications")
        }
        (Item::SafetyTraining, "kind") => ("worker_trainings", "kind"),
        (Item::SafetyTraining, "held_on") => ("worker_trainings", "trained_on"),
        (Item::SafetyTraining, "hours") => ("worker_trainings", "duration_min"),
        (Item::SafetyTraining, "result") => ("worker_trainings", "result"),
        (Item::Post, "post") => ("registrations", "post"),
        (Item::Post, "team") => ("registrations", "team_id"),
        (Item::Post, "role") => ("registrations", "role"),
        (Item::Post, "is_team_leader") => ("team_leaders", "registration_id"),
        (Item::Contract, "kind") => ("contracts", "kind"),
        (Item::Contract, "first_day") => ("contracts", "starts_on"),
        (Item::Contract, "last_day") => ("contracts", "ends_on"),
        (Item::Contract, "unit") => ("contracts", "measure"),
        (Item::Contract, "unit_price_fen") => ("contracts", "rate_fen"),
        (Item::Contract, "signed_copy") => ("contracts", "signed_copy"),
        (Item::Attendance, "at") => ("attendance_events", "at"),
        (Item::Attendance, "direction") => ("attendance_events", "direction"),
        (Item::Attendance, "device") => ("attendance_events", "device"),
        (Item::Attendance, "method") => ("attendance_events", "method"),
        (Item::Attendance, "image") => ("attendance_events", "photo"),
        (Item::WageCard, "bank") => ("wage_cards", "bank"),
        (Item::WageCard, "branch") => ("wage_cards", "branch"),
        (Item::WageCard, "card_number") => ("wage_cards", "number_sealed"),
        (Item::WageCard, "holder") => ("wage_cards", "holder"),
        (Item::WagePayment, "payroll_row") => ("payment_rows", "reference"),
        (Item::WagePayment, "payment_status") => ("payment_results", "outcome"),
        (Item::WagePayment, "bank_receipt") => ("payment_results", "receipt"),
        (Item::EmploymentRecord, "project") => ("registrations", "project_id"),
        (Item::EmploymentRecord, "entered_on") => ("registrations", "entered_on"),
        (Item::EmploymentRecord, "left_on") => ("registrations", "left_on"),
        _ => return None,
    })
}

crate::on_both! {
    async fn every_field_of_every_item_has_a_column(bed) {
        let db = bed.ctx.db.reader();
        let mut missing = Vec::new();
        for item in Item::ALL {
            for field in item.fields() {
                let Some((table, column)) = column(item, field) else {
                    missing.push(format!("{item:?} {field}: mapped to nothing"));
                    continue;
                };
                // quoted in double quotes, SQLite would take a column that is not there for a text
                let sql = format!("SELECT {table}.{column} FROM {table} LIMIT 1");
                if let Err(error) = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await {
                    missing.push(format!("{item:?} {field}: {error}"));
                }
            }
        }
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }
}
