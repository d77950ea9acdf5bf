use proptest::prelude::*;

use super::*;

fn key(byte: u8) -> [u8; 32] {
    [byte; 32]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Computed by a program in another language from the words of the module comment.
#[test]
fn the_stream_is_the_documented_one() {
    let mut stream = Stream::new(&key(7));
    let words: Vec<_> = (0..5).map(|_| format!("{:016x}", stream.word())).collect();
    assert_eq!(
        words,
        ["e907c99fbeff366d", "632b68a5b56767f1", "4716b3f193da1fd8", "749165fda6b2a6c3", "649ccd80c96aadbb"]
    );
    let mut list: Vec<u8> = (0..10).collect();
    Stream::new(&key(7)).shuffle(&mut list);
    assert_eq!(list, [4, 2, 9, 8, 1, 6, 5, 0, 7, 3]);
}

#[test]
fn the_key_of_a_paper_is_the_documented_one() {
    assert_eq!(
        hex(&paper_key(&key(1), "sitting-1", "registration-9")),
        "c20eaba535dc2468168a45893f9b911ced372c7197058693aafc34a2398559c2"
    );
}

#[test]
fn sitting_and_registration_do_not_run_together() {
    assert_ne!(paper_key(&key(1), "a", "bc"), paper_key(&key(1), "ab", "c"));
}

#[test]
fn a_word_above_the_greatest_multiple_is_thrown_away() {
    // For n just above 2^63 nearly half of all words are refused; every result must still be below n.
    let n = (1 << 63) + 1;
    let mut stream = Stream::new(&key(3));
    let mut words = Stream::new(&key(3));
    for _ in 0..200 {
        let expected = std::iter::repeat_with(|| words.word()).find(|&word| word < n).unwrap();
        assert_eq!(stream.below(n), expected);
    }
}

#[test]
fn nothing_is_drawn_where_there_is_no_choice() {
    let mut stream = Stream::new(&key(4));
    assert_eq!((stream.below(0), stream.below(1)), (0, 0));
    stream.shuffle(&mut [1]);
    stream.shuffle::<u8>(&mut []);
    assert_eq!(stream.word(), Stream::new(&key(4)).word());
}

#[test]
fn every_order_of_three_is_about_equally_likely() {
    let mut stream = Stream::new(&key(5));
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..6_000 {
        let mut list = [0, 1, 2];
        stream.shuffle(&mut list);
        *counts.entry(list).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 6);
    assert!(counts.values().all(|count| (850..1150).contains(count)), "{counts:?}");
}

proptest! {
    #[test]
    fn a_shuffle_is_a_permutation(seed: [u8; 32], length in 0_usize..200) {
        let mut list: Vec<_> = (0..length).collect();
        Stream::new(&seed).shuffle(&mut list);
        list.sort_unstable();
        prop_assert!(list.into_iter().eq(0..length));
    }

    #[test]
    fn below_stays_below(seed: [u8; 32], n in 1_u64..) {
        prop_assert!(Stream::new(&seed).below(n) < n);
    }
}
