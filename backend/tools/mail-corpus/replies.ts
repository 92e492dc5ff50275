/** What has to be in the new text of a reply, and what must not be. */
export interface ReplyExpectation {
  kept?: string[];
  removed?: string[];
}

/** The expectations of the corpus are in the code of its tests; these are read from the messages. */
export const REPLIES: Record<string, ReplyExpectation> = {
  'correct_sig.txt': { kept: ['a correct -- signature.'], removed: ['rick'] },
  'email_1_1.txt': { kept: ['What is the best way'], removed: ['mailing list'] },
  // Answers between quotes keep the quotes.
  'email_1_2.txt': { kept: ['> Hi folks', 'You can list the keys', 'would do it.', 'wiki.basho.com'] },
  'email_1_3.txt': { kept: ['Having the function would be great.'], removed: ['Russell Brown wrote'] },
  'email_1_4.txt': { kept: ['Awesome!'], removed: ['wrote:', 'Loader seems'] },
  'email_1_5.txt': { kept: ['One: Here', 'It goes on and on'] },
  'email_1_6.txt': {
    kept: ['I get proper rendering as well.'],
    removed: ['torch of pixels', 'Corey Donohoe', 'caching'],
  },
  'email_1_7.txt': { kept: [':+1:'], removed: ['Chris Wanstrath', 'Steps 0-2'] },
  'email_1_8.txt': {
    kept: ['I will reply under this one', 'and under this.'],
    removed: ['my signature\n--'],
  },
  'email_2_1.txt': { kept: ['Outlook with a reply'], removed: ['Google Apps Sync Team', 'Dear Google'] },
  'email_2_2.txt': {
    kept: ['Outlook with a reply directly above line'],
    removed: ['CRM Comments', 'A new comment'],
  },
  'email_2_3.txt': {
    kept: ['Outlook with a reply directly above line'],
    removed: ['CRM Comments', 'A new comment'],
  },
  'email_BlackBerry.txt': { kept: ['Here is another email'], removed: ['BlackBerry'] },
  'email_bullets.txt': { kept: ['how about bullets', '- and another'], removed: ['Give us', 'Joe Smith'] },
  'email_iPhone.txt': { kept: ['Here is another email'], removed: ['iPhone'] },
  'email_long_quote.txt': { kept: ['What is the best way'], removed: ['\n>>>>'] },
  'email_multi_word_sent_from_my_mobile_device.txt': {
    kept: ['Here is another email'],
    removed: ['Verizon'],
  },
  'email_one_is_not_on.txt': {
    kept: ['One outstanding question', 'when I run...'],
    removed: ['Dave Tapley', 'good news'],
  },
  'email_sent_from_my_not_signature.txt': {
    kept: ['Here is another email', 'much easier then my mobile phone.'],
  },
  'email_sig_delimiter_in_middle_of_line.txt': { kept: ['this is not a signature.', 'kthxbai'] },
  'greedy_on.txt': {
    kept: ['On your remote host', 'the tunnel is not working.'],
    removed: ['George Plymale', 'odd issue'],
  },
  'pathological.txt': {
    kept: ['back to a computer.'],
    removed: ['John Sullivan', 'shortening the reference'],
  },
};
