// Markdown alone: the texts are no templates.
export default function (config) {
  config.setQuietMode(true);
  config.addGlobalData("layout", "page.html");
}

export const config = {
  dir: { input: "pages", output: "out", layouts: "../layouts", includes: "../layouts" },
  markdownTemplateEngine: false,
  htmlTemplateEngine: "liquid",
  templateFormats: ["md"],
};
