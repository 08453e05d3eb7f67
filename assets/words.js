// Sentences with numbers, by the same forms as tlgui/texts: {x:percent}, {n:count}, {n:picture|pictures} …

const FORMS = {
  percent: (value) => `${Math.round(100 * value)} %`,
  percent1: (value) => `${(100 * value).toFixed(1)} %`,
  points: (value) => `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toFixed(1)}`,
  value(value) {
    const size = Math.abs(value);
    const text =
      size >= 1e7 || (size > 0 && size < 1e-4)
        ? value.toExponential(2)
        : size >= 999.5
          ? Math.round(value).toLocaleString("en-US")
          : String(Number(value.toPrecision(3)));
    return text.replace("-", "−");
  },
  count: (value) => value.toLocaleString("en-US"),
  seconds(value) {
    if (value < 60) return value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
    const whole = Math.round(value);
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  },
  bytes(value) {
    for (const unit of ["bytes", "KB", "MB", "GB"]) {
      if (value < 1000) return unit === "bytes" ? `${value} bytes` : `${value.toFixed(1)} ${unit}`;
      value /= 1000;
    }
    return `${value.toFixed(1)} TB`;
  },
};

export function form(name, value) {
  return value == null ? "–" : FORMS[name](value);
}

export function speaker(texts) {
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)(?::([^}]*))?\}/g, (_, name, wanted) => {
      const value = values[name];
      if (!wanted) return String(value ?? "");
      if (wanted.includes("|")) return wanted.split("|")[value === 1 ? 0 : 1];
      return form(wanted, value);
    });
}
