//! Does the table say what the permission matrix of the trade says? Its rows, transcribed for the objects that exist.
//!
//! V view, C create, E edit, A decide, X export; then o own, x exam, p project, e enterprise, f office, c area and industry,
//! n whole city. Whoever may change or sign a thing may see it; signing comes with the wage table. SUB is the administrator of a
//! party's enterprise (decision 0040), WRK the person whose record it is; TL has no role yet. The status page of a certificate
//! is nobody's right.

use std::collections::BTreeSet;

use super::super::Object::*;
use super::super::Role::*;
use super::super::{LINES, Object, Role, Scope, Verb};

const MATRIX: [(Object, &[(Role, &str)]); 28] = [
    // "own profile, photo": the own one, and those of others
    (OwnProfile, &[(Candidate, "CE o")]),
    (
        PersonRecord,
        &[
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "V c"),
            (Industry, "V c"),
            (Issuer, "V n"),
            (ExamAdministrator, "V x"),
            (Proctor, "V x"),
        ],
    ),
    (
        Course,
        &[
            (Candidate, "V n"),
            (EnterpriseAdministrator, "C e"),
            (HumanResources, "CEA c"),
            (Industry, "CEA c"),
            (CountyArrears, "V c"),
            (City, "CEA n"),
            (Issuer, "CEA n"),
            (Lecturer, "VC x"),
            (ExamAdministrator, "V n"),
            (Public, "V n"),
        ],
    ),
    (
        StudyRecord,
        &[
            (Candidate, "V o"),
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "V c"),
            (Industry, "V c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "V n"),
            (Lecturer, "C x"),
            (ExamAdministrator, "V n"),
        ],
    ),
    (QuestionBank, &[(QuestionEditor, "CE n"), (QuestionReviewer, "A n"), (Lecturer, "C n")]),
    (ExamPaper, &[(ExamAdministrator, "C x")]),
    // "exam attempt, answers": the attempt, its result, and figures without names
    (Attempt, &[(Candidate, "VCE o"), (ExamAdministrator, "VA x"), (Proctor, "VC x")]),
    (
        Result,
        &[
            (Candidate, "V o"),
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "V c"),
            (Industry, "V c"),
            (Issuer, "V n"),
            (ExamAdministrator, "V x"),
        ],
    ),
    (Statistics, &[(City, "V n"), (QuestionEditor, "V n"), (QuestionReviewer, "V n"), (ExamAdministrator, "V x")]),
    (
        Certificate,
        &[
            (Candidate, "VX o"),
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "V c"),
            (Industry, "V c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "CA n"),
        ],
    ),
    (
        ExamSetUp,
        &[
            (Candidate, "V x"),
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "CA c"),
            (Industry, "CA c"),
            (City, "CA n"),
            (Issuer, "A n"),
            (QuestionEditor, "V n"),
            (QuestionReviewer, "V n"),
            (ExamAdministrator, "CE x"),
            (Proctor, "V x"),
            (Public, "V n"),
        ],
    ),
    (
        AuditLog,
        &[
            (EnterpriseAdministrator, "V e"),
            (HumanResources, "V c"),
            (Industry, "V c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "V n"),
            (Auditor, "V n"),
        ],
    ),
    // the "E o" of everybody is the own profile
    (
        AccountsAndRoles,
        &[(EnterpriseAdministrator, "C e"), (OfficeAdministrator, "CE f"), (SystemAdministrator, "C n")],
    ),
    (Office, &[(City, "CE n"), (Public, "V n")]),
    // "project, enterprise master data" and "creating an enterprise"
    (
        Enterprise,
        &[
            (Candidate, "C o"),
            (EnterpriseOfficer, "E e"),
            (EnterpriseAdministrator, "E e"),
            (HumanResources, "VA c"),
            (Industry, "VA c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "V n"),
        ],
    ),
    // "project, enterprise master data" and "creating a project"
    (
        Project,
        &[
            (ProjectOfficer, "E p"),
            (EnterpriseOfficer, "E e"),
            (EnterpriseAdministrator, "CE e"),
            (ProjectManager, "V p"),
            (HumanResources, "VCA c"),
            (Industry, "VCA c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "V n"),
        ],
    ),
    // a worker signs in as everybody does: WRK is here the person whose record it is
    (
        Worker,
        &[
            (Candidate, "V o"),
            (ProjectOfficer, "CE p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "V e"),
            (ProjectManager, "V p"),
            (HumanResources, "V c"),
            (Industry, "V c"),
        ],
    ),
    // "contract, attendance"
    (
        Contract,
        &[
            (Candidate, "V o"),
            (ProjectOfficer, "CE p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "V e"),
            (ProjectManager, "V p"),
            (HumanResources, "V c"),
            (Industry, "V c"),
        ],
    ),
    (
        Attendance,
        &[
            (Candidate, "V o"),
            (ProjectOfficer, "CE p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "V e"),
            (ProjectManager, "V p"),
            (HumanResources, "V c"),
            (Industry, "V c"),
        ],
    ),
    // "contract, attendance": the city sees numbers without names
    (SiteFigures, &[(City, "V n")]),
    // "binding / filing / pledge": whoever holds a certificate asks for the own binding, an officer already or not yet; the
    // administrator of an enterprise assigns officers to its sites
    (
        Binding,
        &[
            (Candidate, "C o"),
            (ProjectOfficer, "V p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "CA e"),
            (ProjectManager, "V p"),
            (HumanResources, "A c"),
            (Industry, "A c"),
            (CountyArrears, "V c"),
            (City, "V n"),
            (Issuer, "V n"),
        ],
    ),
    // the public reads what stands behind the code of one board, by its token
    (
        NoticeBoard,
        &[
            (ProjectOfficer, "CE p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "E e"),
            (ProjectManager, "V p"),
            (HumanResources, "VC c"),
            (Industry, "VC c"),
            (CountyArrears, "V c"),
            (City, "V n"),
        ],
    ),
    // to sign a return is to submit it
    (MonthlyReturn, &[(HumanResources, "V c"), (Industry, "V c"), (CountyArrears, "CX c"), (City, "VX n")]),
    // the same row for form and pledge: the own ones stay to be seen, the contractor brings the stamped papers, and the officer
    // of an enterprise is not filed
    (
        Filing,
        &[
            (Candidate, "V o"),
            (ProjectOfficer, "C p"),
            (EnterpriseOfficer, "V e"),
            (EnterpriseAdministrator, "E e"),
            (ProjectManager, "V p"),
            (HumanResources, "AX c"),
            (Industry, "AX c"),
            (CountyArrears, "VX c"),
            (City, "VX n"),
            (Issuer, "V n"),
        ],
    ),
    // "wage table", as far as payments go
    (
        Payment,
        &[
            (Candidate, "V o"),
            (ProjectOfficer, "C p"),
            (EnterpriseOfficer, "A e"),
            (EnterpriseAdministrator, "V e"),
            (ProjectManager, "V p"),
            (HumanResources, "V c"),
            (Industry, "V c"),
        ],
    ),
    (FeedKey, &[(EnterpriseAdministrator, "VC e"), (HumanResources, "A c"), (Industry, "A c"), (City, "A n")]),
    // the issuer changes pack A alone
    (RulePack, &[(City, "CA n"), (Issuer, "CA n"), (Public, "V n")]),
    (Calendar, &[(City, "CE n"), (Public, "V n")]),
];

/// In no row of the matrix: who confirms an identity stands in the design, jobs are the technician's, who corrects results
/// and answers complaints is told in decision 0024, practice is everybody's own (decision 0013), 诚信信息 is written by the
/// offices in charge and seen by whom it is about, whether the data of a site arrive is for those who answer for it, and who
/// reads which inbox is told in decision 0049.
const OUTSIDE: [Object; 11] = [
    Notice,
    IdentityConfirmation,
    Job,
    AccountRecovery,
    DataRequest,
    Regrade,
    Complaint,
    Practice,
    QuestionReport,
    IntegrityRecord,
    FeedHealth,
];

/// What the matrix gives and the table does not, or in a narrower scope: it comes with the pages that use it, the audit
/// log's with its columns (decision 0009).
const NOT_YET: [(Object, Role); 18] = [
    (Payment, EnterpriseOfficer),
    (Course, EnterpriseAdministrator),
    (Course, HumanResources),
    (Course, Industry),
    (Course, Lecturer),
    (StudyRecord, Lecturer),
    (StudyRecord, ExamAdministrator),
    (QuestionBank, Lecturer),
    (ExamSetUp, EnterpriseAdministrator),
    (ExamSetUp, QuestionEditor),
    (ExamSetUp, QuestionReviewer),
    (ExamSetUp, Proctor),
    (ExamSetUp, Public),
    (AuditLog, EnterpriseAdministrator),
    (AuditLog, HumanResources),
    (AuditLog, Industry),
    (AuditLog, CountyArrears),
    (AccountsAndRoles, EnterpriseAdministrator),
];

/// What the table gives beside the matrix; decision 0009 says why, of attendance decision 0035, of the calendar decision 0042.
const BESIDE: [(Object, Role, Verb); 25] = [
    (Attendance, ProjectOfficer, Verb::Decide),
    (Attendance, EnterpriseOfficer, Verb::Decide),
    (Attendance, EnterpriseAdministrator, Verb::Decide),
    (Worker, HumanResources, Verb::Export),
    (Worker, Industry, Verb::Export),
    (OwnProfile, Candidate, Verb::Export),
    (QuestionBank, QuestionEditor, Verb::Export),
    (PersonRecord, HumanResources, Verb::Export),
    (PersonRecord, Industry, Verb::Export),
    (PersonRecord, Issuer, Verb::Export),
    (StudyRecord, Candidate, Verb::Create),
    (ExamSetUp, HumanResources, Verb::Edit),
    (ExamSetUp, Industry, Verb::Edit),
    (ExamSetUp, City, Verb::Edit),
    (Result, HumanResources, Verb::Export),
    (Result, Industry, Verb::Export),
    (Result, Issuer, Verb::Export),
    (Result, ExamAdministrator, Verb::Export),
    (Statistics, City, Verb::Export),
    (Certificate, City, Verb::Export),
    (Certificate, Issuer, Verb::Export),
    (Office, SystemAdministrator, Verb::Create),
    (Calendar, City, Verb::Decide),
    (Calendar, SystemAdministrator, Verb::Create),
    (Calendar, SystemAdministrator, Verb::Decide),
];

const VERBS: [(char, Verb); 5] =
    [('V', Verb::View), ('C', Verb::Create), ('E', Verb::Edit), ('A', Verb::Decide), ('X', Verb::Export)];
const SCOPES: [(char, Scope); 7] = [
    ('o', Scope::Own),
    ('x', Scope::Exam),
    ('p', Scope::Project),
    ('e', Scope::Enterprise),
    ('f', Scope::Office),
    ('c', Scope::Area),
    ('n', Scope::City),
];

fn meant<T: Copy>(by: char, letters: &[(char, T)]) -> T {
    letters.iter().find(|(letter, _)| *letter == by).unwrap_or_else(|| panic!("{by}")).1
}

/// The verbs and the scope of a cell.
fn cell(object: Object, role: Role) -> Option<(Vec<Verb>, Scope)> {
    let (_, cells) = MATRIX.iter().find(|(known, _)| *known == object)?;
    let (_, cell) = cells.iter().find(|(known, _)| *known == role)?;
    let (letters, letter) = cell.split_once(' ').unwrap();
    let verbs = letters.chars().map(|letter| meant(letter, &VERBS)).collect();
    Some((verbs, letter.chars().map(|letter| meant(letter, &SCOPES)).next()?))
}

fn is_public(object: Object) -> bool {
    let seen = LINES.iter().any(|line| (line.role, line.object) == (Public, object));
    seen && cell(object, Public).is_some()
}

fn said<T: std::fmt::Debug>(rights: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    rights.into_iter().map(|right| format!("{right:?}")).collect()
}

#[test]
fn the_table_gives_nothing_beside_the_matrix_but_what_was_decided() {
    let mut beside = Vec::new();
    for line in LINES.iter().filter(|line| !OUTSIDE.contains(&line.object)) {
        let cell = cell(line.object, line.role);
        // seeing comes with changing, and with what everybody sees
        let sees = cell.is_some() || is_public(line.object);
        let verbs = cell.as_ref().map(|(verbs, _)| verbs.as_slice()).unwrap_or_default();
        let further = line.verbs.iter().filter(|verb| !(verbs.contains(verb) || **verb == Verb::View && sees));
        beside.extend(further.map(|verb| (line.object, line.role, *verb)));
        if let Some((_, widest)) = cell {
            assert!(line.scope <= widest, "{:?} {:?} reaches too far", line.role, line.object);
        }
    }
    assert_eq!(said(beside), said(BESIDE));
}

#[test]
fn the_table_gives_what_the_matrix_gives_but_what_comes_later() {
    let mut lacking = Vec::new();
    for (object, cells) in MATRIX {
        for (role, _) in cells {
            let (verbs, scope) = cell(object, *role).unwrap();
            let line = LINES.iter().find(|line| (line.role, line.object) == (*role, object));
            let gives = |verb: &Verb| line.is_some_and(|line| line.verbs.contains(verb) && line.scope == scope);
            if !verbs.iter().all(|verb| gives(verb) || (*verb == Verb::View && is_public(object))) {
                lacking.push((object, *role));
            }
        }
    }
    assert_eq!(said(lacking), said(NOT_YET));
}

#[test]
fn every_object_stands_in_the_matrix_or_was_left_out_on_purpose() {
    for line in LINES {
        let is_known = MATRIX.iter().any(|(object, _)| *object == line.object);
        assert!(is_known != OUTSIDE.contains(&line.object), "{:?}", line.object);
    }
}
