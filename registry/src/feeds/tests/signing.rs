use uuid::Uuid;

use super::*;
use crate::instant::MINUTE_MS;

const KEY: Uuid = Uuid::from_u128(0x0193_5f6e_2f40_7c3a_9a52_7d2f_6f0a_1b2c);
const SECRET: &str = "c2VjcmV0LW9mLXRoZS1zdXBwbGllci0zMi1ieXRlcyE";

#[test]
fn the_signed_string_is_the_documented_one() {
    // printf 'test' | sha256sum; the signature by `openssl dgst -sha256 -hmac`
    let canonical = canonical_string(KEY, "2026-11-20T09:00:00+08:00", "5f0c5e0e8a7b4d0d", "WorkerAttendance", b"test");
    let expected = "SHANGGANG-FEED-1\n01935f6e-2f40-7c3a-9a52-7d2f6f0a1b2c\n2026-11-20T09:00:00+08:00\n5f0c5e0e8a7b4d0d\n\
        WorkerAttendance\n9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n";
    assert_eq!(canonical, expected);
    assert_eq!(sign(SECRET, &canonical), "ed702422b8a0f1d9bf93d63f26083220eee8521a8893fc0ba87de3fb3cab9e66");
}

#[test]
fn any_other_part_is_another_signature() {
    let (time, nonce) = ("2026-11-20T09:00:00+08:00", "5f0c5e0e8a7b4d0d");
    let canonical = canonical_string(KEY, time, nonce, "Payroll", b"{}");
    let signature = sign(SECRET, &canonical);
    assert!(verify(SECRET, &canonical, &signature) && verify(SECRET, &canonical, &signature.to_uppercase()));
    for other in [
        canonical_string(Uuid::from_u128(1), time, nonce, "Payroll", b"{}"),
        canonical_string(KEY, "2026-11-20T09:00:01+08:00", nonce, "Payroll", b"{}"),
        canonical_string(KEY, time, "5f0c5e0e8a7b4d0e", "Payroll", b"{}"),
        canonical_string(KEY, time, nonce, "Corp", b"{}"),
        canonical_string(KEY, time, nonce, "Payroll", b"{} "),
    ] {
        assert!(!verify(SECRET, &other, &signature));
    }
    for wrong in ["", "0", &signature[1..], &format!("{signature}0")] {
        assert!(!verify(SECRET, &canonical, wrong));
    }
    assert!(!verify("another", &canonical, &signature));
}

#[test]
fn a_time_holds_for_five_minutes_on_both_sides() {
    let nonce = "5f0c5e0e8a7b4d0d";
    for (apart, is_right) in [(0, true), (5 * MINUTE_MS, true), (5 * MINUTE_MS + 1, false)] {
        for moment in [NOW.plus_ms(apart), NOW.minus_ms(apart)] {
            assert_eq!(check_time(&moment.rfc3339(), nonce, NOW).is_ok(), is_right, "{apart}");
        }
    }
    for time in ["", "1795136400000", "2026-11-20T09:00:00", "2026-11-20 09:00:00"] {
        assert_eq!(check_time(time, nonce, NOW).unwrap_err().code, "feeds.time_shape");
    }
    for nonce in ["", "short", &"x".repeat(65), "5f0c5e0e8a7b4d0\n", "随机随机随机随机"] {
        assert_eq!(check_time(&NOW.rfc3339(), nonce, NOW).unwrap_err().code, "feeds.nonce_shape");
    }
}
