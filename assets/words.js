// Sentences with numbers, in the same forms as tlgui/texts/forms.py: {x:percent}, {n:count}, {n:picture|pictures} …
// tests/page/forms.json holds both to the same words.

const EXACT = 60; // so many digits tell whether a number lies in the middle between two

/**
 * What JavaScript rounded; the even one of two where `exact` lies in the middle between them, as Python has it.
 * @param {string} rounded
 * @param {string} exact the same number with many more digits
 * @param {number} digits behind the point
 */
function toEven(rounded, exact, digits) {
  const cut = exact.indexOf(".") + 1 + digits;
  if (!/^50*$/.test(exact.slice(cut))) return rounded;
  const below = exact.slice(0, digits ? cut : cut - 1);
  return Number(below.at(-1)) % 2 ? rounded : below;
}

/**
 * A number with so many digits behind the point; never a negative zero.
 * @param {number} value
 * @param {number} digits
 */
function fixed(value, digits) {
  const size = Math.abs(value);
  // From 1e21 on toFixed writes an exponent; such a number is whole.
  const text =
    size < 1e21
      ? toEven(size.toFixed(digits), size.toFixed(EXACT), digits)
      : BigInt(size).toString() + (digits ? `.${"0".repeat(digits)}` : "");
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** @param {string} text */
const grouped = (text) => text.replace(/\B(?=(\d{3})+$)/g, ",");

/** @param {string} text */
const signed = (text) => (text.startsWith("−") ? text : `+${text}`);

/**
 * Three digits, in whole numbers from a thousand on, with an exponent where that would be long.
 * @param {number} value
 */
function three(value) {
  const size = Math.abs(value);
  let text;
  if (size >= 1e7 || (size > 0 && size < 1e-4)) {
    const [mantissa, exponent] = size.toExponential(2).split("e");
    const [exact, below] = size.toExponential(EXACT).split("e");
    const whole = exponent === below; // else it was rounded up to the next power of ten
    text = `${whole ? toEven(mantissa, exact, 2) : mantissa}e${exponent.replace("-", "−")}`;
  } else if (size >= 999.5) text = grouped(fixed(size, 0));
  else {
    const power = size ? Number(size.toExponential().split("e")[1]) : 0;
    text = String(Number(fixed(size, 2 - power)));
  }
  return value < 0 ? `−${text}` : text;
}

/**
 * What is less than all is never written as 100 %; a millionth is the error of a sum.
 * @param {number} value
 * @param {number} digits
 */
function percent(value, digits) {
  const text = fixed(100 * value, digits);
  const rounded = value < 1 - 1e-6 && ["100", "100.0"].includes(text);
  return `${rounded ? fixed(Math.min(100 * value, 99.9), 1) : text} %`;
}

const isChinese = () => document.documentElement.lang.startsWith("zh");

/**
 * Sentences one after the other; empty ones are left out. As tlgui.texts.joined has it.
 * @param {(string | false | null | undefined)[]} sentences
 */
export const joined = (sentences) => sentences.filter(Boolean).join(isChinese() ? "" : " ");

/** @type {Record<string, (value: number) => string>} */
const FORMS = {
  percent: (value) => percent(value, 0),
  percent1: (value) => percent(value, 1),
  points: (value) => signed(fixed(100 * value, 1)),
  points0: (value) => signed(fixed(100 * value, 0)),
  value: three,
  change: (value) => signed(three(value)),
  count: (value) => grouped(fixed(value, 0)),
  limit(value) {
    const [whole, part] = fixed(value, 10).split(".");
    return `${grouped(whole)}.${part}`.replace(/\.?0+$/, "");
  },
  ordinal(value) {
    const number = Number(fixed(Math.abs(value), 0));
    const teens = [11, 12, 13].includes(number % 100);
    return `${grouped(fixed(value, 0))}${(teens ? "" : ["", "st", "nd", "rd"][number % 10]) || "th"}`;
  },
  chance: (value) => (value < 0.001 ? "p < 0.001" : `p = ${fixed(value, value < 0.0095 ? 3 : 2)}`),
  seconds(value) {
    const [second, minute, hour] = isChinese() ? ["秒", "分", "小时"] : ["s", "min", "h"];
    if (value < 59.5) return `${fixed(value, value < 9.95 ? 1 : 0)} ${second}`;
    const whole = Number(fixed(value, 0));
    const minutes = Math.floor(whole / 60);
    return minutes < 60
      ? `${minutes} ${minute} ${whole % 60} ${second}`
      : `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
  },
  bytes(value) {
    if (value < 999.5) return `${fixed(value, 0)} bytes`;
    for (const unit of ["KB", "MB", "GB"]) {
      value /= 1000;
      if (value < 999.95) return `${fixed(value, 1)} ${unit}`;
    }
    return `${fixed(value / 1000, 1)} TB`;
  },
};

/**
 * A sentence in which no line ends between a number and its sign or unit; for large type, which breaks early.
 * @param {string} text
 */
export const unbroken = (text) => text.replaceAll(/ (?=[%<=→分秒张个]|小时|(?:h|min|s)\b)|(?<=[<=→≈]) /g, "\u00a0");

/** Letters that move the cursor, break or reverse a line; as tlgui.texts.printable has them. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/gu;
/** @type {Record<string, string>} */
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text as it may be shown: what is unseen in it is escaped.
 * @param {string} text
 */
function printable(text) {
  return text.replace(UNSEEN, (letter) => {
    const code = letter.charCodeAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`; // a byte of a file's name that was no text
    return (
      SHORT[letter] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`)
    );
  });
}

/**
 * A number in one of the forms; "–" where there is none.
 * @param {string} name
 * @param {number | null | undefined} value
 */
export function form(name, value) {
  if (value == null || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const [, digits] = /^\.(\d)f$/.exec(name) ?? [];
  return digits ? fixed(value, Number(digits)) : FORMS[name](value);
}

/**
 * @param {unknown} value
 * @param {string | undefined} wanted its form
 */
function placed(value, wanted) {
  if (wanted?.includes("|")) return wanted.split("|")[value === 1 ? 0 : 1];
  if (wanted === "list") {
    const comma = isChinese() ? "、" : ", ";
    return /** @type {unknown[]} */ (value).map((each) => printable(String(each))).join(comma);
  }
  if (typeof value === "string") return printable(value);
  if (value === null) return "–";
  return wanted ? form(wanted, /** @type {number | undefined} */ (value)) : String(value ?? "");
}

/**
 * What fills the sentences of a component: a key and its values give the sentence.
 * @param {Record<string, string>} texts
 * @returns {(key: string, values?: Record<string, any>) => string}
 */
export function speaker(texts) {
  return (key, values = {}) => texts[key].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, wanted) => placed(values[name], wanted));
}
