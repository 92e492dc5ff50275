/** What programs write above a quoted mail, in the languages of common programs. */
const ATTRIBUTIONS = [
  /^on\b.{5,400}\bwrote\s?:$/i,
  /^.{2,300}\bwrote on .{4,100}:$/i,
  /^am\b.{5,400}\bschrieb\b.{0,200}:$/i,
  /^(?:.{2,200} )?schrieb am .{4,200}:$/i,
  /^le\b.{5,400}\ba écrit\s?:$/i,
  /^el\b.{5,400}\bescribió\s?:$/i,
  /^il\b.{5,400}\bha scritto\s?:$/i,
  /^(?:em|no dia|a)\b.{5,400}\bescreveu\s?:$/i,
  /^op\b.{5,400}\b(?:schreef|het volgende geschreven|geschreven)\b.{0,200}:$/i,
  /^(?:den|d\.|på)\b.{3,400}\bskrev\b.{0,200}:$/i,
  /^(?:tor|man|tir|tis|ons|fre|lør|lör|søn|sön)\w{0,4}\b.{5,300}\bskrev\b.{0,200}:$/i,
  /^.{5,300}\bkirjoitti\b.{0,200}:$/i,
  /^(?:w dniu|dnia|pon|wt|śr|czw|pt|sob|niedz)\b.{4,400}\bnapisał(?:a|\(a\))?\s?:$/i,
  /^(?:dne|po|út|st|čt|pá|so|ne)\b.{4,400}\bnapsal(?:a|\(a\))?\s?:$/i,
  /^.{5,400}\bnapísal(?:a|\(a\))?\s?:$/i,
  /^.{5,400}\bezt írta\b.{0,200}:$/i,
  /^.{5,400}\ba scris\s?:$/i,
  /^.{5,400}\b(?:tarihinde şunu yazdı|şunları yazdı|yazdı)\s?:$/i,
  /^.{5,400}(?:написал(?:\(а\)|а)?|пишет|пише|написав(?:\(ла\))?)\s?:$/i,
  /^.{5,400}(?:のメール|は書きました|さんは書きました|のメッセージ)\s?[:：]$/,
  /^.{5,400}(?:写道|寫道|撰寫)\s?[:：]$/,
  /^.{5,400}(?:작성|님이 작성)\s?[:：]$/,
  /^(?:na|dana)\b.{5,400}\b(?:napisao|napisala|je napisao\/la|piše)\s?:$/i,
  /^.{5,400}\b(?:έγραψε)\s?:$/i,
];

/** What each of these has, to rule out most lines quickly. */
const VERB =
  /wrote|schrieb|écrit|escribió|scritto|escreveu|schreef|geschreven|skrev|kirjoitti|napisa|napsal|napísal|írta|scris|yazdı|написа|пиш|メール|書き|メッセージ|写道|寫道|撰寫|작성|piše|έγραψε/i;

/** Words between dashes above a quoted or forwarded mail. */
const ORIGINAL =
  /^[\s>]{0,5}[-_=*]{2,40}\s{0,5}(?:original (?:message|e-?mail)|ursprüngliche (?:nachricht|mail)|originalnachricht|message (?:d['’]origine|original|initial|transféré|transmis)|mensaje (?:original|reenviado)|messaggio (?:originale|inoltrato)|mensagem (?:original|encaminhada|reencaminhada)|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|oprindelig (?:meddelelse|besked)|videresendt (?:meddelelse|melding)|opprinnelig melding|alkuperäinen viesti|edelleenlähetetty viesti|välitetty viesti|oryginalna wiadomość|wiadomość oryginalna|przekazana wiadomość|původní zpráva|přeposlaná zpráva|pôvodná správa|preposlaná správa|eredeti üzenet|továbbított üzenet|mesaj original|mesaj redirecționat|orijinal (?:mesaj|ileti)|özgün ileti|iletilmiş mesaj|iletilen ileti|исходное сообщение|пересылаемое сообщение|перенаправленное сообщение|оригінальне повідомлення|переслане повідомлення|forwarded (?:message|mail)|weitergeleitete nachricht|元のメッセージ|転送メッセージ|原始邮件|原始郵件|邮件原件|원본 메시지)[^\n]{0,40}$/iu;

const APPLE_FORWARD =
  /^>?\s{0,3}(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|início da mensagem (?:reencaminhada|encaminhada)|start på videresendt besked|vidarebefordrat mejl|začátek přeposílané zprávy|początek przekazywanej wiadomości|начало переадресованного сообщения|továbbított levél kezdete)\s?:/iu;

const FORWARD_LINE =
  /^[\s>]{0,5}-{3,40}.{0,10}(?:forward|weiter|transf|transm|reenvi|inoltr|encamin|reencam|doorgestuurd|videresend|vidarebefordr|edelleen|välitetty|przekaz|przesł|přeposl|preposl|tovább|redirec|iletil|proslij|пересыл|перенаправ|переслан|転送|转发|轉寄)/iu;

/** Labels of the headers of a quoted mail, in 22 languages. */
const LABELS: [name: string, words: string][] = [
  [
    'from',
    'from|von|de|da|van|fra|från|od|feladó|lähettäjä|kimden|gönderen|от|от кого|отправитель|від|від кого|de la|expeditor|expeditorul|mittente|nadawca|šalje|saatja|από|差出人|送信元|发件人|寄件者|寄件人|보낸 사람',
  ],
  [
    'sent',
    'sent|date|gesendet|datum|envoyé|enviado|enviada em|enviado el|enviado em|fecha|data|inviato|verzonden|sendt|dato|skickat|odesláno|wysłano|lähetetty|päivämäärä|elküldve|dátum|dată|trimis|gönderildi|tarih|gönderme tarihi|дата|отправлено|надіслано|відправлено|odoslané|odoslaný|poslano|saadetud|kuupäev|送信日時|日時|日付|发送时间|发送日期|寄件日期|보낸 날짜',
  ],
  [
    'to',
    'to|an|à|para|a|aan|til|till|komu|do|címzett|vastaanottaja|kime|alıcı|кому|către|destinatar|destinatarul|destinatario|adresat|prima|pre|saaja|προς|宛先|送信先|收件人|收件者|받는 사람|pour',
  ],
  ['cc', 'cc|kopie|kopia|kopi|kopio|copie|másolat|másolatot kap|bilgi|копия|копія|dw|kópia|抄送|副本|참조'],
  [
    'subject',
    'subject|betreff|objet|sujet|asunto|oggetto|assunto|onderwerp|emne|ämne|předmět|predmet|temat|aihe|tárgy|konu|тема|subiect|subiectul|naslov|teema|θέμα|件名|主题|主旨|제목',
  ],
];
const LABEL_PATTERNS = LABELS.map(
  ([name, words]) =>
    [name, new RegExp(`^\\s{0,5}\\*{0,2}(?:${words})\\s{0,3}\\*{0,2}\\s?[:：]`, 'iu')] as const,
);

const MOBILE_FOOTER =
  /^[\s*_>]{0,5}(?:sent (?:from|via|using|with) (?:my|the|an?|yahoo|outlook|proton|mail for|samsung|gmail|mobile|blackberry|iphone|ipad|windows|t-mobile|verizon|aol|superhuman|spark|front|airmail)|get outlook for|von meinem .{2,60} gesendet|gesendet (?:von|mit|über|aus) |(?:diese nachricht wurde )?von .{2,40} gesendet$|envoyé (?:de|depuis|à partir de) |télécharger outlook|obtenez outlook|enviado (?:desde|de|do|a partir) |obtener outlook|inviato (?:da|dal) |ottieni outlook|verzonden (?:vanaf|vanuit|met) |verstuurd (?:vanaf|met|vanuit) |skickat från |sendt fra |hämta outlook|lähetetty |wysłano z |wysłane z |odesláno z |odoslané z |iphone['’]?(?:umdan|dan)|.{0,30}gönderildi$|отправлено (?:с|из) |надіслано з |iphoneから送信|.{0,20}から送信$|发自我的|從我的 ?iphone|나의 iphone|trimis de pe |küldve )[^\n]{0,120}$/iu;

/** A sentence that only starts like a note: "Sent from my desk, which is …". */
const SENTENCE = /\b(?:is|are|was|were|ist|sind)\b/i;

const LIST_FOOTER =
  /^\s{0,5}_{10,100}\s{1,5}\S{1,60} mailing list\b|^\s{0,5}(?:to unsubscribe|you received this message because you are subscribed)\b/i;

const DISCLAIMER =
  /^[\s*_-]{0,10}(?:(?:(?:confidentiality|legal|important) (?:notice|note|disclaimer)|disclaimer|vertraulichkeitshinweis|avis de confidentialité|aviso (?:legal|de confidencialidad)|avviso di riservatezza)\b|(?:this|the) (?:e-?mail|message|communication|transmission|information)[^\n]{0,200}(?:confidential|privileged|intended (?:only|solely)|intended recipient)|(?:diese|die in dieser) (?:e-?mail|nachricht)[^\n]{0,200}(?:vertraulich|bestimmt)|(?:ce (?:message|courriel|mail)|cet e-?mail)[^\n]{0,200}confidentiel|este (?:mensaje|correo)[^\n]{0,200}confidencial|esta mensagem[^\n]{0,200}confidencia|(?:questo messaggio|questa e-?mail|le informazioni contenute)[^\n]{0,200}(?:riservat|confidenzial)|(?:dit bericht|deze e-?mail)[^\n]{0,200}vertrouwelijk|please consider the environment|bitte denken sie an die umwelt|if you (?:are not the intended|have received this (?:e-?mail|message) in error))/iu;

/** Lines are compared up to this length. */
const LONGEST_LINE = 600;

/** A line, or wrapped lines that are joined, above a quoted mail. */
export function isAttribution(line: string): boolean {
  // Ends by a colon, and names a time or an address, so that "He wrote:" is no attribution.
  if (line.length > LONGEST_LINE || !/[:：]$/.test(line) || !/[\d@]/.test(line)) return false;
  return VERB.test(line) && ATTRIBUTIONS.some((pattern) => pattern.test(line));
}

export function isOriginalMessage(line: string): boolean {
  return line.length <= LONGEST_LINE && (ORIGINAL.test(line) || APPLE_FORWARD.test(line));
}

/** A line above a mail that was forwarded, other than one that was quoted. */
export function isForwardMarker(line: string): boolean {
  return line.length <= LONGEST_LINE && (FORWARD_LINE.test(line) || APPLE_FORWARD.test(line));
}

/** Name of the header that a line of a quoted mail is. */
export function headerLabel(line: string): string | undefined {
  if (line.length > 2_000) return undefined;
  return LABEL_PATTERNS.find(([, pattern]) => pattern.test(line))?.[0];
}

export function isMobileFooter(line: string): boolean {
  return line.length <= 200 && MOBILE_FOOTER.test(line) && !SENTENCE.test(line);
}

/** The note that a mailing list appends to a mail. */
export function isListFooter(paragraph: string): boolean {
  return LIST_FOOTER.test(paragraph.slice(0, LONGEST_LINE));
}

/** A paragraph that programs or companies append. */
export function isDisclaimer(paragraph: string): boolean {
  return DISCLAIMER.test(paragraph.slice(0, LONGEST_LINE));
}
