import { describe, expect, it } from 'vitest';
import { bundledModel } from './local-model.ts';
import { TicketReader } from './ticket-reader.ts';

const reader = TicketReader.of(bundledModel());
const detect = (text: string) => reader.read('', text).language;

describe('language detection', () => {
  it.each([
    ['en', 'My laptop does not start any more and I cannot work.'],
    ['en', 'printer offline third floor'],
    ['en', 'hello, mine password is expire and i not can login since yesterday, kindly help'],
    ['de', 'Mein Drucker geht seit heute nicht mehr, bitte um Hilfe.'],
    ['de', 'rechnung doppelt abgebucht'],
    ['fr', 'Je ne peux pas me connecter à mon compte depuis hier.'],
    ['es', 'No puedo entrar en mi cuenta, la contraseña no funciona.'],
    ['pt', 'Não consigo entrar na minha conta desde ontem.'],
    ['it', 'Non riesco ad accedere al mio account da ieri.'],
    ['nl', 'De printer doet het niet meer en ik kan niet werken.'],
    ['pl', 'Od wczoraj nie mogę się zalogować na swoje konto.'],
    ['tr', 'Dünden beri hesabıma giriş yapamıyorum.'],
    ['ja', '昨日からログインできません。'],
    ['ja', 'Outlookが開きません'],
  ])('detects %s: %s', (language, text) => {
    expect(detect(text)).toBe(language);
  });

  it.each([
    'Jag kan inte logga in på mitt konto sedan igår.',
    'Jeg kan ikke logge ind på min konto siden i går.',
    'En voi kirjautua sisään tililleni eilisen jälkeen.',
    'Nemohu se od včerejška přihlásit ke svému účtu.',
    'Tegnap óta nem tudok bejelentkezni a fiókomba.',
    'Tôi không thể đăng nhập vào tài khoản của mình.',
    'Принтер не работает с утра, помогите пожалуйста.',
    '打印机从今天早上开始无法使用，请尽快派人处理这个问题，谢谢。',
  ])('knows that it was not trained on the language of: %s', (text) => {
    expect(detect(text)).toBeNull();
  });
});
