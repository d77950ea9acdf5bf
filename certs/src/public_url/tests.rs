use super::*;
use proptest::prelude::*;

#[test]
fn a_public_address_is_a_host_only() {
    let url = PublicUrl::parse("https://Cert.Example/").unwrap();
    assert_eq!(url.to_string(), "https://cert.example");
    assert_eq!(url.host(), "cert.example");
    assert_eq!(url.context(), "https://cert.example/contexts/cert/v1");
    assert_eq!(url.status_list(3, StatusPurpose::Suspension), "https://cert.example/status/3/suspension");
    let id = PathId::parse("7K3F9QXW2M4T8RNC").unwrap();
    assert_eq!(url.page(id), "https://cert.example/v/7K3F9QXW2M4T8RNC");
}

#[test]
fn ports_are_kept_unless_they_are_the_schemes_own() {
    assert_eq!(PublicUrl::parse("https://a.example:8443").unwrap().host(), "a.example:8443");
    assert_eq!(PublicUrl::parse("https://a.example:443").unwrap().host(), "a.example");
    assert_eq!(PublicUrl::parse("http://127.0.0.1:8080").unwrap().to_string(), "http://127.0.0.1:8080");
    assert_eq!(PublicUrl::parse("http://localhost:80").unwrap().to_string(), "http://localhost");
}

#[test]
fn other_addresses_are_refused() {
    let faulty = [
        ("cert.example", PublicUrlFault::Scheme),
        ("ftp://cert.example", PublicUrlFault::Scheme),
        ("http://cert.example", PublicUrlFault::Scheme),
        ("https://", PublicUrlFault::Host),
        ("https://cert..example", PublicUrlFault::Host),
        ("https://-cert.example", PublicUrlFault::Host),
        ("https://证书.example", PublicUrlFault::Host),
        ("https://[::1]", PublicUrlFault::Port),
        ("https://192.0.2.1", PublicUrlFault::IpAddress),
        ("https://cert.example:0", PublicUrlFault::Port),
        ("https://cert.example:+80", PublicUrlFault::Port),
        ("https://cert.example:65536", PublicUrlFault::Port),
        ("https://cert.example/sub", PublicUrlFault::NotAHost),
        ("https://user@cert.example", PublicUrlFault::NotAHost),
        ("https://cert.example?x", PublicUrlFault::NotAHost),
        ("https://cert.example//", PublicUrlFault::NotAHost),
    ];
    for (text, fault) in faulty {
        assert_eq!(PublicUrl::parse(text), Err(fault), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "(https?://)?.{0,40}") {
        if let Ok(url) = PublicUrl::parse(&text) {
            prop_assert_eq!(PublicUrl::parse(&url.to_string()), Ok(url));
        }
    }
}
