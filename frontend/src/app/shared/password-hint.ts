export const PASSWORD_HINT = $localize`At least 10 characters. A phrase of several words is easy to remember and hard to guess.`;
