import type { BounceReport } from './bounces.js';
import type { Invitation } from './content/calendar.js';
import type { MimePart } from './mime/mime-part.js';
import type { MailKind } from './parsed-mail.js';

/** What the kind of a mail is derived from. */
export interface KindEvidence {
  root: MimePart;
  subject: string;
  /** Text without quoted history. */
  newText: string;
  /** Address of the sender, or empty. */
  sender: string;
  report: BounceReport;
  invitation: Invitation | null;
}

const RECEIPT_TYPES = new Set([
  'message/disposition-notification',
  'message/global-disposition-notification',
]);
const REACTION_TYPES = new Set(['text/vnd.google.email-reaction+json', 'text/x-reaction']);

/** Senders that read no mail. */
const NO_REPLY =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|nicht[-_.]?antworten|noreply|ne[-_.]?pas[-_.]?repondre|mailer-daemon|postmaster|bounces?|notifications?|mail[-_.]?daemon|listserv|majordomo|auto[-_.]?(?:reply|mailer|confirm))(?:[-_.+0-9].{0,200})?@/i;

/** Subjects that programs write, at their start. */
const AUTOMATIC_SUBJECT =
  /^\s{0,10}(?:\[[^\]]{1,40}\]\s{0,5})?(?:auto(?:matic|mated)?[ -]?(?:reply|response|replied)|auto(?:-|: )re|auto:|autoreply|autoresponder|automatische antwort|automatisch antwoord|automatisk svar|automatiskt svar|autosvar|autosvør|réponse automatique|respuesta automática|resposta automática|risposta automatica|automatyczna odpowiedź|automatická odpověď|automatická odpoveď|automaattinen vastaus|automatikus válasz|răspuns automat|otomatik (?:yanıt|cevap)|автоматический ответ|автоответ|автоматична відповідь|自動応答|自動返信|自动回复|自動回覆|자동 ?(?:회신|응답))/iu;

/** Subjects of absence, which people write as well. */
const ABSENCE_SUBJECT =
  /\b(?:out of (?:the )?office|ooo|on (?:vacation|leave|holiday)|away from (?:the|my) (?:office|desk))\b|abwesen|urlaubsvertretung|absen(?:ce|t)\b|hors du bureau|fuera de (?:la )?oficina|ausen(?:te|cia)|ausência|fora do escritório|fuori (?:ufficio|sede)|assenza|afwezig|frånvaro|fravær|fraværende|poissa|nieobecno|nepřítom|távol|absență|ofis dışı|вне офиса|отсутств|відсутн|不在|休暇|외근|부재/iu;

/** Sentences of absence. */
const ABSENCE_TEXT =
  /\bi(?:['’]m| am| will be|['’]ll be)\b[^\n]{0,60}\b(?:out of (?:the )?office|on (?:vacation|holiday|leave|parental|maternity|annual)|away (?:from|until|on)|unavailable until)|\bcurrently (?:out of (?:the )?office|on (?:vacation|leave))|(?:thank you|thanks) for your (?:e-?mail|message)[^\n]{0,80}(?:out of|away|vacation|on leave)|\bich bin[^\n]{0,80}(?:nicht im (?:büro|haus)|abwesend|nicht erreichbar|im urlaub|außer haus)|(?:mails?|nachrichten?) (?:wird|werden) nicht (?:weitergeleitet|gelesen)|je suis[^\n]{0,60}(?:absente?|en congés?|en vacances|hors du bureau)|(?:estoy|estaré|me encuentro)[^\n]{0,60}(?:fuera de (?:la )?oficina|de vacaciones|ausente)|(?:estou|estarei)[^\n]{0,60}(?:ausente|de férias|fora do escritório)|(?:sono|sarò)[^\n]{0,60}(?:assente|fuori (?:ufficio|sede)|in ferie)|ik ben[^\n]{0,60}(?:afwezig|niet aanwezig|niet op kantoor|met vakantie|op vakantie)|jag är[^\n]{0,60}(?:ledig|på semester|inte på kontoret|bortrest|frånvarande)|jeg er[^\n]{0,60}(?:på ferie|ikke på kontoret|fraværende|bortreist)|olen[^\n]{0,60}(?:lomalla|poissa)|(?:jestem|będę)[^\n]{0,60}(?:nieobecn|poza biurem|na urlopie)|(?:jsem|budu)[^\n]{0,60}(?:mimo kancelář|nepřítom|na dovolené)|(?:ofis dışında|izindeyim|izinde olacağım)|(?:нахожусь|буду)[^\n]{0,40}(?:в отпуске|вне офиса)|меня не будет|(?:休暇|不在|出張)(?:を|と|に|の|中|で)/iu;

/** What such a text says besides: until when, or whom to ask. */
const ABSENCE_DETAIL =
  /\b(?:until|till|return(?:ing)?|be back|back (?:on|in)|limited access|urgent|in my absence|contact|bis(?: zum)?|zurück|dringend|wenden sie sich|vertretung|jusqu|de retour|urgence|hasta|regres|volver|urgente|contactar|até|retorn|fino al?|rientr|tornerò|urgenze|terug|dringende|tot(?: en met)?|tillbaka|åter|brådskande|tilbage|tilbake|takaisin|kiireellis|wrac|powrot|pilnych|vrátím|zpět|dön|acil)|вернусь|по срочным|までに?|以降|緊急/iu;

const REACTION_TEXT =
  /^.{0,120}(?:reacted (?:to your message|via (?:gmail|outlook))|hat (?:auf ihre nachricht|über gmail|per gmail) reagiert|a réagi (?:à votre message|via gmail)|ha reaccionado a (?:tu|su) mensaje|reaccionó a (?:tu|su) mensaje|ha reagito al (?:tuo|suo) messaggio|reagiu à sua mensagem|heeft gereageerd op (?:uw|je) bericht|reagerade på ditt meddelande)/iu;

/** Longest text of an absence that has no other evidence. */
const LONGEST_ABSENCE = 1_500;

/** Classifies a mail before anything is done with it. */
export function mailKind(evidence: KindEvidence): MailKind {
  const { root, subject, report, invitation } = evidence;
  const types = [...root.walk()].map((part) => part.type);
  const reportType = root.parameters.get('report-type')?.toLowerCase() ?? '';
  if (reportType === 'feedback-report' || types.includes('message/feedback-report')) return 'complaint';
  if (/^\s{0,5}complaint about message from \[?[\d.:a-f]{3,45}/i.test(subject)) return 'complaint';
  if (report.bounces.length > 0) return 'bounce';
  if (report.delivered || types.some((type) => RECEIPT_TYPES.has(type)) || isReadReceipt(root, reportType))
    return 'receipt';
  if (types.some((type) => REACTION_TYPES.has(type)) || isReaction(evidence)) return 'reaction';
  if (invitation && invitation.method !== 'PUBLISH') return 'calendar';
  if (isAutoReply(evidence)) return 'auto_reply';
  return isList(root) ? 'list' : 'human';
}

/** Whether an automatic answer must not be sent (RFC 3834, section 2). */
export function suppressAutoReply(
  { root, sender }: Pick<KindEvidence, 'root' | 'sender'>,
  kind: MailKind,
): boolean {
  const suppressed = root.header('x-auto-response-suppress') ?? '';
  return (
    kind !== 'human' ||
    sender === '' ||
    NO_REPLY.test(sender) ||
    isAutomatic(root) ||
    /\b(?:all|autoreply|oof)\b/i.test(suppressed) ||
    root.header('return-path')?.trim() === '<>' ||
    root.header('x-loop') !== undefined
  );
}

function isReadReceipt(root: MimePart, reportType: string): boolean {
  const itemClass = root.header('x-ms-exchange-item-class') ?? root.header('x-item-class') ?? '';
  return reportType === 'disposition-notification' || /\.IPNRN$/i.test(itemClass);
}

function isReaction({ root, newText }: KindEvidence): boolean {
  const text = newText.trim();
  return root.header('x-ms-reaction') !== undefined || (text.length < 500 && REACTION_TEXT.test(text));
}

function isAutomatic(root: MimePart): boolean {
  const submitted = (root.header('auto-submitted') ?? 'no').toLowerCase().trim();
  return !/^(?:no\b|$)/.test(submitted);
}

function isAutoReply({ root, subject, newText }: KindEvidence): boolean {
  const headers = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autogenerated', 'x-auto-reply-from'];
  const fromMailbox = headers.some((name) => !/^(?:|no|false)$/i.test(root.header(name)?.trim() ?? ''));
  const precedence = root.header('precedence')?.trim().toLowerCase() ?? '';
  if (fromMailbox || precedence.startsWith('auto') || root.header('x-mail-autoreply') !== undefined)
    return true;
  if (isAutomatic(root)) return !isList(root) || /replied/i.test(root.header('auto-submitted') ?? '');
  if (/^\s{0,10}(?:vacation|autoreply)/i.test(root.header('delivered-to') ?? '')) return true;
  if (AUTOMATIC_SUBJECT.test(subject)) return true;
  const text = newText.slice(0, LONGEST_ABSENCE);
  if (ABSENCE_SUBJECT.test(subject) && ABSENCE_TEXT.test(text)) return true;
  return (
    newText.length < LONGEST_ABSENCE &&
    ABSENCE_TEXT.test(text.slice(0, 400)) &&
    ABSENCE_DETAIL.test(text) &&
    isWithoutQuestion(text)
  );
}

/** A person who mentions an absence may still ask for something. */
function isWithoutQuestion(text: string): boolean {
  return !/[?？]/.test(text);
}

function isList(root: MimePart): boolean {
  const precedence = root.header('precedence')?.trim().toLowerCase() ?? '';
  const named = ['list-id', 'list-unsubscribe', 'list-post', 'x-mailing-list', 'x-list', 'x-mailman-version'];
  return named.some((name) => root.header(name) !== undefined) || /^(?:list|bulk|junk)\b/.test(precedence);
}
