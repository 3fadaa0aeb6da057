// What one may agree to, and the version of the text that it was agreed to by.

export const CONSENT_VERSION = "2026-11-23";
export const CHOICES = ["photos", "history", "training"];
