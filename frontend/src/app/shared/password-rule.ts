export const PASSWORD_RULE = $localize`At least 10 characters. A few words in a row are easy to keep and hard to guess.`;
