// What Maizzle's starter does for production: Tailwind's classes written into each element, the rest thrown out.
// All mails use the same classes; named here, Tailwind need not look for them in every mail, for every mail.
const classes = "m-0 mb-4 p-0 p-6 w-full inline-block rounded bg-sky-800 text-base text-slate-800 text-white";

export default {
  build: { content: ["emails/**/*.html"], output: { path: "out" } },
  css: {
    inline: true,
    purge: true,
    shorthand: true,
    tailwind: { content: [{ raw: `<p class="${classes}">`, extension: "html" }] },
  },
};
