//! Do the commands of the program do what their help says? The real binary, in folders of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

pub fn shanggang(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shanggang"));
    // nothing of the surrounding environment decides
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SHANGGANG_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    shanggang(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success(), "it should have failed");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_command_has_help() {
    let folder = tempfile::tempdir().unwrap();
    let commands = [
        "serve",
        "migrate",
        "keys",
        "keys show",
        "keys rotate",
        "accounts",
        "accounts setup-link",
        "attendance",
        "attendance detach",
        "audit",
        "audit verify",
        "bank",
        "bank check",
        "bank load",
        "exam",
        "exam save",
        "exam restore",
        "feed",
        "feed send",
        "feed import",
        "demo-data",
        "config",
        "verify",
        "backup",
        "restore",
    ];
    for command in commands {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        assert!(said(&run(folder.path(), &arguments)).contains("Usage: shanggang"), "{command}");
    }
}

#[test]
fn the_settings_in_force_are_printed_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.toml"), "bind = '127.0.0.1:1'\nlog = 'json'\n").unwrap();
    let output = shanggang(folder.path())
        .args(["config", "--config", "s.toml", "--public-url", "https://cert.example"])
        .env("SHANGGANG_BIND", "127.0.0.1:2")
        .env("SHANGGANG_DATABASE", "postgres://clerk:s3cret@db.example/shanggang")
        .output()
        .unwrap();
    let shown = said(&output);
    for line in ["bind = \"127.0.0.1:2\"", "log = \"json\"", "public_url = \"https://cert.example\""] {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(shown.contains("clerk:***@") && !shown.contains("s3cret"), "{shown}");
}

#[test]
fn the_bank_of_the_program_is_sound_and_one_with_faults_fails() {
    let folder = tempfile::tempdir().unwrap();
    let sound = said(&run(folder.path(), &["bank", "check"]));
    assert!(sound.contains(" 0 faults") && sound.contains("coverage"), "{sound}");
    let bank = Path::new(env!("CARGO_MANIFEST_DIR")).join("../question-bank/bank");
    std::fs::copy(bank.join("facts.json"), folder.path().join("facts.json")).unwrap();
    std::fs::copy(bank.join("disputes.toml"), folder.path().join("a.toml")).unwrap();
    let output = run(folder.path(), &["bank", "check", "."]);
    let report = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!output.status.success() && report.contains("fault: too few official questions"), "{report}");
    assert!(complaint(&run(folder.path(), &["bank", "load", "."])).contains("faults"));
}

#[test]
fn the_audit_log_is_checked_and_held_against_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    said(&run(folder.path(), &["migrate"]));
    let first = said(&run(folder.path(), &["audit", "verify"]));
    assert!(first.contains("whole: ") && first.contains("in 16 chains"), "{first}");
    std::fs::write(folder.path().join("kept"), "3 7 0123456789abcdef\n").unwrap();
    let output = run(folder.path(), &["audit", "verify", "--against", "kept"]);
    let report = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!output.status.success() && report.contains("chain 3: entry 7 is not the one that was kept"), "{report}");
    std::fs::write(folder.path().join("kept"), "nothing\n").unwrap();
    assert!(complaint(&run(folder.path(), &["audit", "verify", "--against", "kept"])).contains("names no entry"));
}

#[test]
fn a_genuine_code_is_told_from_a_changed_one_offline() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../certs/testdata/golden");
    let keys = golden.join("keys.json");
    let keys = keys.to_str().unwrap();
    let code = std::fs::read_to_string(golden.join("code.txt")).unwrap();
    let genuine = said(&run(&golden, &["verify", code.trim(), "--keys", keys]));
    assert!(genuine.contains("signature    good") && genuine.contains("status       unchecked"), "{genuine}");
    assert!(said(&run(&golden, &["verify", "credential.json", "--keys", keys])).contains("signature    good"));
    let mut changed = code.trim().to_owned();
    let last = if changed.pop() == Some('1') { '2' } else { '1' };
    changed.push(last);
    let output = run(&golden, &["verify", &changed, "--keys", keys]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stdout).contains("bad"), "{output:?}");
}

#[test]
fn keys_are_private_shown_by_their_public_half_and_rotated() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    assert!(complaint(&run(folder.path(), &["keys", "show"])).contains("no key ring"));
    said(&run(folder.path(), &["migrate"]));
    let ring = folder.path().join("data/keys.json");
    assert_eq!(std::fs::metadata(&ring).unwrap().permissions().mode() & 0o777, 0o600);
    let before = said(&run(folder.path(), &["keys", "show"]));
    assert_eq!(before.lines().filter(|line| line.ends_with("in use")).count(), 4, "{before}");
    said(&run(folder.path(), &["keys", "rotate", "certificates"]));
    let after = said(&run(folder.path(), &["keys", "show"]));
    assert_eq!(after.lines().filter(|line| line.starts_with("certificates ")).count(), 2, "{after}");
    assert_eq!(after.lines().filter(|line| line.ends_with("in use")).count(), 4, "{after}");
    std::fs::set_permissions(&ring, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(complaint(&run(folder.path(), &["migrate"])).contains("chmod 600"));
}

#[test]
fn what_was_saved_comes_back_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    assert!(complaint(&run(folder.path(), &["backup", "--to", "saved"])).contains("migrations are pending"));
    assert!(said(&run(folder.path(), &["migrate"])).contains("done: m0001_ground"));
    assert!(said(&run(folder.path(), &["migrate"])).contains("up to date"));
    said(&run(folder.path(), &["backup", "--to", "saved"]));
    assert!(complaint(&run(folder.path(), &["backup", "--to", "saved"])).contains("saved"));
    assert!(complaint(&run(folder.path(), &["restore", "--from", "saved"])).contains("there already"));

    let back = ["restore", "--from", "saved", "--data", "other"];
    let database = folder.path().join("saved/shanggang.db");
    let bytes = std::fs::read(&database).unwrap();
    std::fs::write(&database, [&bytes[..], b"x"].concat()).unwrap();
    assert!(complaint(&run(folder.path(), &back)).contains("was changed"));
    assert!(!folder.path().join("other").exists());

    std::fs::write(&database, bytes).unwrap();
    said(&run(folder.path(), &back));
    assert!(said(&run(folder.path(), &["migrate", "--status", "--data", "other"])).contains("up to date"));
    let keys =
        |data| said(&run(folder.path(), &["keys", "show", "--data", data])).split_once('\n').unwrap().1.to_owned();
    assert_eq!(keys("data"), keys("other"));
}

#[test]
fn a_file_of_rows_needs_a_place_that_is_there_and_somebody_who_answers_for_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("rows.csv"), "a,b\n1,2\n").unwrap();
    let import = |object: &str, further: &[&str]| {
        let words = [&["feed", "import", "rows.csv", "--object", object][..], further].concat();
        complaint(&run(folder.path(), &words))
    };
    let nowhere = "01990000-0000-7000-8000-000000000000";
    let told = import("WorkerAttendance", &["--supplier", nowhere]);
    assert!(told.contains("run `shanggang migrate` first"), "{told}");
    said(&run(folder.path(), &["migrate"]));
    for (object, further, sentence) in [
        ("WorkerAttendance", &["--supplier", nowhere][..], "there is no such project or supplier"),
        ("WorkerAttendance", &["--project", nowhere, "--as", "19900000001"], "nobody signs in so"),
        ("WorkerAttendance", &["--project", nowhere], "--as <SIGN_IN>"),
        ("WorkerAttendance", &[], "--project <ID>"),
        ("Attendance", &["--supplier", nowhere], "WorkerAttendance"),
    ] {
        let told = import(object, further);
        assert!(told.contains(sentence), "{further:?}: {told}");
    }
}

#[test]
fn a_month_is_detached_where_months_are_parted_and_when_it_is_old() {
    let folder = tempfile::tempdir().unwrap();
    let detach = |month: &str| complaint(&run(folder.path(), &["attendance", "detach", month]));
    assert!(detach("2019-01").contains("run `shanggang migrate` first"));
    said(&run(folder.path(), &["migrate"]));
    for (month, sentence) in [
        ("2019-01", "on SQLite there is one table"),
        ("2999-01", "2999-01 is not over for 12 months"),
        ("January", "write the month as 2025-03"),
    ] {
        let told = detach(month);
        assert!(told.contains(sentence), "{month}: {told}");
    }
}

/// A server that is killed when a test fails half-way.
pub struct Served(pub Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn the_site_comes_up_lets_the_first_administrator_in_and_goes_down_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = shanggang(folder.path());
    let child = command.args(["serve", "--bind", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut served = Served(child.unwrap());
    let mut lines = BufReader::new(served.0.stdout.take().unwrap()).lines();
    let mut wait_for = |words: &str| lines.by_ref().map(Result::unwrap).find(|line| line.contains(words)).unwrap();
    assert!(wait_for("first administrator").contains("/setup/"));
    let address = wait_for("listening on").rsplit_once("http://").unwrap().1.to_owned();

    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");

    assert!(Command::new("kill").arg(served.0.id().to_string()).status().unwrap().success());
    assert!(served.0.wait().unwrap().success());
}
