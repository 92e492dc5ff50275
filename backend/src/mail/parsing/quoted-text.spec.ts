import { describe, expect, it } from 'vitest';
import { newText } from './quoted-text.js';

const QUOTE = '> Where is my order?\n> Jane';

describe('newText', () => {
  it.each([
    ['English', 'On Mon, 5 Jan 2026 at 10:00, Jane Doe <jane@example.com> wrote:'],
    ['English, wrapped', 'On Mon, 5 Jan 2026 at 10:00, Jane Doe\n<jane@example.com>\nwrote:'],
    ['German', 'Am 05.01.2026 um 10:00 schrieb Jane Doe:'],
    ['German of Gmail', 'Am Mo., 5. Jan. 2026 um 10:00 Uhr schrieb Jane <jane@example.com>:'],
    ['French', 'Le lun. 5 janv. 2026 à 10:00, Jane <jane@example.com> a écrit :'],
    ['Spanish', 'El lun, 5 ene 2026 a las 10:00, Jane (<jane@example.com>) escribió:'],
    ['Italian', 'Il giorno lun 5 gen 2026 alle ore 10:00 Jane <jane@example.com> ha scritto:'],
    ['Portuguese', 'Em seg., 5 de jan. de 2026 às 10:00, Jane <jane@example.com> escreveu:'],
    ['Dutch', 'Op ma 5 jan 2026 om 10:00 schreef Jane <jane@example.com>:'],
    ['Swedish', 'Den mån 5 jan. 2026 kl 10:00 skrev Jane <jane@example.com>:'],
    ['Danish', 'Den man. 5. jan. 2026 kl. 10.00 skrev Jane <jane@example.com>:'],
    ['Finnish', 'ma 5. tammik. 2026 klo 10.00 Jane (jane@example.com) kirjoitti:'],
    ['Polish', 'pon., 5 sty 2026 o 10:00 Jane <jane@example.com> napisał(a):'],
    ['Czech', 'po 5. 1. 2026 v 10:00 odesílatel Jane <jane@example.com> napsal:'],
    ['Hungarian', 'Jane <jane@example.com> ezt írta (időpont: 2026. jan. 5., H, 10:00):'],
    ['Romanian', 'În lun., 5 ian. 2026 la 10:00, Jane <jane@example.com> a scris:'],
    ['Turkish', 'Jane <jane@example.com>, 5 Oca 2026 Pzt, 10:00 tarihinde şunu yazdı:'],
    [
      'Russian',
      'пн, 5 янв. 2026 г. в 10:00, Jane <jane@example.com>:\n5 января 2026 г. Jane написал:'.split('\n')[1]!,
    ],
    ['Japanese', '2026年1月5日(月) 10:00 Jane <jane@example.com>のメール:'],
    ['Chinese', 'Jane <jane@example.com> 于2026年1月5日周一 10:00写道:'],
  ])('leaves out what an attribution in %s announces', (_, attribution) => {
    expect(newText(`It has not arrived.\n\n${attribution}\n\n${QUOTE}`)).toBe('It has not arrived.');
    // Programs without quote signs.
    expect(newText(`It has not arrived.\n\n${attribution}\n\nWhere is my order?`)).toBe(
      'It has not arrived.',
    );
  });

  it.each([
    ['English', 'From: Jane\nSent: Monday, 5 January 2026 10:00\nTo: Support\nSubject: Order'],
    ['English, marked', '*From:* Jane\n*Sent:* Monday\n*To:* Support\n*Subject:* Order'],
    ['German', 'Von: Jane\nGesendet: Montag, 5. Januar 2026\nAn: Support\nBetreff: Order'],
    ['French', 'De : Jane\nEnvoyé : lundi 5 janvier 2026\nÀ : Support\nObjet : Order'],
    ['Spanish', 'De: Jane\nEnviado: lunes\nPara: Support\nAsunto: Order'],
    ['Italian', 'Da: Jane\nInviato: lunedì\nA: Support\nOggetto: Order'],
    ['Portuguese', 'De: Jane\nEnviada em: segunda-feira\nPara: Support\nAssunto: Order'],
    ['Dutch', 'Van: Jane\nVerzonden: maandag\nAan: Support\nOnderwerp: Order'],
    ['Danish', 'Fra: Jane\nSendt: mandag\nTil: Support\nEmne: Order'],
    ['Swedish', 'Från: Jane\nSkickat: måndag\nTill: Support\nÄmne: Order'],
    ['Finnish', 'Lähettäjä: Jane\nLähetetty: maanantai\nVastaanottaja: Support\nAihe: Order'],
    ['Polish', 'Od: Jane\nWysłano: poniedziałek\nDo: Support\nTemat: Order'],
    ['Czech', 'Od: Jane\nOdesláno: pondělí\nKomu: Support\nPředmět: Order'],
    ['Hungarian', 'Feladó: Jane\nElküldve: hétfő\nCímzett: Support\nTárgy: Order'],
    ['Turkish', 'Kimden: Jane\nGönderildi: Pazartesi\nKime: Support\nKonu: Order'],
    ['Russian', 'От: Jane\nОтправлено: понедельник\nКому: Support\nТема: Order'],
    ['Japanese', '差出人: Jane\n送信日時: 月曜日\n宛先: Support\n件名: Order'],
    ['Chinese', '发件人: Jane\n发送时间: 星期一\n收件人: Support\n主题: Order'],
  ])('leaves out a quoted mail with headers in %s', (_, headers) => {
    expect(
      newText(`It has not arrived.\n\n________________________________\n${headers}\n\nWhere is it?`),
    ).toBe('It has not arrived.');
  });

  it.each([
    '-----Original Message-----',
    '-----Ursprüngliche Nachricht-----',
    '----- Message d’origine -----',
    '-------- Mensaje original --------',
    '----- Исходное сообщение -----'.replace('’', "'"),
  ])('leaves out what follows %s', (line) => {
    expect(newText(`It has not arrived.\n\n${line.replace('’', "'")}\nWhere is it?`)).toBe(
      'It has not arrived.',
    );
  });

  it.each([
    ['a signature', 'Thanks.\n\n-- \nJane Doe\nExample Ltd'],
    ['a signature above the quote', `Thanks.\n\n-- \nJane Doe\n\nOn 5 Jan 2026 Bob wrote:\n${QUOTE}`],
    ['a note of a telephone', 'Thanks.\n\nSent from my iPhone'],
    ['a note of a telephone in German', 'Thanks.\n\nVon meinem iPhone gesendet'],
    ['a note of Outlook', 'Thanks.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>'],
    [
      'a disclaimer',
      'Thanks.\n\nThis e-mail and its attachments are confidential and intended only\nfor the recipient.',
    ],
    ['a disclaimer in German', 'Thanks.\n\nDiese E-Mail enthält vertrauliche Informationen.'],
    [
      'a disclaimer after a note',
      'Thanks.\n\nSent from my iPhone\n\nCONFIDENTIALITY NOTICE: This is private.',
    ],
    [
      'the note of a list',
      'Thanks.\n\n_______________________________________________\nusers mailing list\nusers@example.com',
    ],
  ])('leaves out %s', (_, text) => {
    expect(newText(text)).toBe('Thanks.');
  });

  it('keeps an answer below the quote', () => {
    expect(newText(`On 5 Jan 2026 Jane wrote:\n${QUOTE}\n\nIt is on its way.`)).toBe('It is on its way.');
  });

  it('keeps quotes with answers between them', () => {
    const text = 'On 5 Jan 2026 Jane wrote:\n> Is it red?\n\nYes.\n\n> Is it big?\n\nNo.';
    expect(newText(text)).toBe(text);
    expect(newText(`${text}\n\n-- \nBob`)).toBe(text);
  });

  it.each([
    ['a signature alone', '-- \nJane Doe\nplease call +49 30 123', 'Jane Doe\nplease call +49 30 123'],
    [
      'a text that starts like a footer',
      'Sent from my desk, this is the text.',
      'Sent from my desk, this is the text.',
    ],
    [
      'a list with labels',
      'From: Berlin\nWhat I need is a ticket.',
      'From: Berlin\nWhat I need is a ticket.',
    ],
    [
      'a sentence that ends by a colon',
      'On Monday he wrote:\nThe printer burns.',
      'On Monday he wrote:\nThe printer burns.',
    ],
    ['two dashes in a line', 'It fails -- see below\n--\nBob', 'It fails -- see below'],
    ['dashes that separate', 'one\n--\n' + 'line\n'.repeat(40), `one\n--\n${'line\n'.repeat(40).trim()}`],
    ['only a disclaimer', 'This e-mail is confidential.', ''],
    ['nothing but a quote', QUOTE, ''],
    ['nothing', '', ''],
  ])('does not remove too much: %s', (_, text, expected) => {
    expect(newText(text)).toBe(expected);
  });

  it.each([
    '> ',
    '\n',
    ' ',
    'a ',
    'On 1 ',
    'On 1 a@b:\n',
    '>\n',
    '-- \n',
    '_',
    'From: a\n',
    '*From:*',
    'Sent from my ',
    'is confidential ',
  ])('takes linear time for many %j', (unit) => {
    const before = process.threadCpuUsage();
    newText(unit.repeat(Math.ceil(1_900_000 / unit.length)));
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(5_000);
  });
});
