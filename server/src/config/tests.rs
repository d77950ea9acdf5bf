use super::*;

fn environment(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(text: &str) -> (tempfile::TempDir, Flags) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shanggang.toml");
    std::fs::write(&path, text).unwrap();
    (folder, Flags { file: Some(path), values: vec![] })
}

#[test]
fn without_anything_it_runs_on_sqlite_on_this_machine() {
    let settings = Settings::read(Flags::default(), environment(&[])).unwrap();
    assert_eq!(settings.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database_url(), "sqlite:./data/shanggang.db");
    assert_eq!(settings.key_ring_file(), Path::new("./data/keys.json"));
    assert_eq!((settings.public_url, settings.log), (None, LogFormat::Text));
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() {
    let (_folder, mut flags) = file("data = 'file'\nbind = '127.0.0.1:1'\nlog = 'json'\ntrusted_proxies = ['::1']\n");
    flags.values = vec![("data", Some("flag".into())), ("site", None)];
    let variables = [("SHANGGANG_DATA", "environment"), ("SHANGGANG_BIND", "127.0.0.1:2"), ("SHANGGANG_SITE", "")];
    let settings = Settings::read(flags, environment(&variables)).unwrap();
    assert_eq!(settings.data, Path::new("flag"));
    assert_eq!(settings.bind.port(), 2);
    assert_eq!(settings.log, LogFormat::Json);
    assert_eq!(settings.trusted_proxies, ["::1".parse().unwrap()]);
}

#[test]
fn the_environment_names_several_proxies() {
    let variables = [("SHANGGANG_TRUSTED_PROXIES", "10.0.0.0/8,::1"), ("SHANGGANG_TEST_DATABASES", "sqlite")];
    let settings = Settings::read(Flags::default(), environment(&variables)).unwrap();
    assert_eq!(settings.trusted_proxies.len(), 2);
}

#[test]
fn a_misspelt_setting_is_refused() {
    let (_folder, flags) = file("bnid = '127.0.0.1:1'\n");
    let error = Settings::read(flags, environment(&[])).unwrap_err().to_string();
    assert!(error.contains("bnid"), "{error}");
    let (_folder, flags) = file("public_url = 'http://cert.example'\n");
    assert!(Settings::read(flags, environment(&[])).is_err());
}

#[test]
fn the_password_of_the_database_is_not_shown() {
    let variables = [("SHANGGANG_DATABASE", "postgres://clerk:s3:cr@t@db.example/shanggang?password=s3cret")];
    let settings = Settings::read(Flags::default(), environment(&variables)).unwrap();
    let shown = settings.shown().unwrap();
    assert!(shown.contains("postgres://clerk:***@db.example/shanggang?***"), "{shown}");
    assert!(!shown.contains("cr") && settings.database_url().contains("s3:cr@t"));
}

#[test]
fn what_is_shown_can_be_read_again() {
    let settings = Settings::read(Flags::default(), environment(&[("SHANGGANG_DATA", "a b?c%d")])).unwrap();
    assert_eq!(settings.database_url(), "sqlite:a%20b%3Fc%25d/shanggang.db");
    let (_folder, flags) = file(&settings.shown().unwrap());
    let again = Settings::read(flags, environment(&[])).unwrap();
    assert_eq!(again.database_url(), settings.database_url());
    assert_eq!(again.data, settings.data);
}

#[test]
fn letters_are_sent_only_where_a_server_and_a_sender_are_set() {
    let smtp = |pairs: &[(&str, &str)]| Settings::read(Flags::default(), environment(pairs)).unwrap().smtp();
    assert!(smtp(&[]).unwrap().is_none());
    let (host, sender) =
        (("SHANGGANG_SMTP_HOST", "mail.example"), ("SHANGGANG_SMTP_SENDER", "上岗 <no-reply@cert.example>"));
    let set = smtp(&[host, sender]).unwrap().unwrap();
    assert_eq!((set.host.as_str(), set.port, set.tls), ("mail.example", 465, SmtpTls::Tls));
    assert_eq!(set.sender.email.to_string(), "no-reply@cert.example");
    let started = smtp(&[host, sender, ("SHANGGANG_SMTP_TLS", "starttls")]).unwrap().unwrap();
    assert_eq!((started.port, started.tls), (587, SmtpTls::StartTls));
    let local =
        [("SHANGGANG_SMTP_HOST", "127.0.0.1"), sender, ("SHANGGANG_SMTP_TLS", "none"), ("SHANGGANG_SMTP_PORT", "2525")];
    assert_eq!(smtp(&local).unwrap().unwrap().port, 2525);
    for wrong in [
        vec![host],
        vec![host, ("SHANGGANG_SMTP_SENDER", "nobody")],
        vec![host, sender, ("SHANGGANG_SMTP_USER", "clerk")],
        vec![host, sender, ("SHANGGANG_SMTP_TLS", "none")],
    ] {
        assert!(smtp(&wrong).is_err(), "{wrong:?}");
    }
}
