//! Referrals, consent, introductions and what is asked after a start.

use super::Line;
use super::scene::Who;

pub(super) const TABLE: &[Line] = &[
    ("referral-begin", Who::Ngo, "/referrals/new", "3 33333"),
    ("referral-open", Who::Ngo, "/referrals/{unopened}", "5 55555"),
    ("referral-close", Who::Ngo, "/referrals/{ending}", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/languages", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/work", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/skills", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/hours", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/area", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/right", "5 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/supports", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/limits", "3 55555"),
    ("referral", Who::Ngo, "/referrals/{code}/step/name", "3 33353"),
    ("referral", Who::Ngo, "/referrals/{code}/step/contact", "3 33333"),
    ("referral", Who::Ngo, "/referrals/{code}/step/notes", "3 33333"),
    ("consent", Who::Ngo, "/referrals/{code}/consent", "5 55555"),
    ("consent-revoke", Who::Ngo, "/referrals/{agreed}/consent", "3 33333"),
    ("retention-keep", Who::Ngo, "/referrals?retention=1", "3 33333"),
    ("retention-archive", Who::Ngo, "/referrals?retention=1", "3 33333"),
    ("erasure-ask", Who::Ngo, "/referrals/{code}/erasure", "5 55555"),
    ("erasure-confirm", Who::Ngo, "/referrals/{erasing}/erasure", "5 55555"),
    ("own-wish-wait", Who::Ngo, "/referrals/{wished}/erasure", "5 55555"),
    ("take-back", Who::Visitor, "/consent/{own}", "3 33333"),
    ("forward", Who::Ngo, "/referrals/{code}/put-forward/{placement}", "5 55555"),
    ("message", Who::Employer, "/introductions/{introduction}", "5 33353"),
    ("move", Who::Employer, "/introductions/{introduction}", "5 55555"),
    ("check-in-add", Who::Ngo, "/introductions/{started}", "5 55555"),
    ("check-in-schedule", Who::Ngo, "/check-ins/schedule", "5 55555"),
    ("check-in-answer", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("check-in-move", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("check-in-drop", Who::Ngo, "/check-ins/{checking}", "5 55555"),
    ("case-answer", Who::Ngo, "/check-ins", "5 33333"),
    ("calendar", Who::Ngo, "/account/calendar", "2 22222"),
];
