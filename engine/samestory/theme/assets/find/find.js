/* What Find makes of what was typed: who, which storyline, when; else the words, by relevance. */
window.SAMESTORY_FIND = function (data, today, whenWhole) {
  "use strict";
  var SHOWN = 20;
  var KINDS = { call: "Call prep", talk: "Talk track", objection: "Objection", question: "Question", proof: "Proof", email: "Email", storyline: "Storyline" };
  var WEIGHTS = { call: 1.15, talk: .8, objection: 1.2, question: .9, proof: 1.1, email: 1.1, storyline: 1.2 };
  var MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  var roles = {}, stories = {}, pairs = {};
  data.roles.forEach(function (role) { roles[role.id] = role; });
  data.stories.forEach(function (story) { stories[story.id] = story; });
  data.records.forEach(function (record) { if (record.role) { pairs[record.story + "/" + record.role] = true; } });

  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, "").replace(/(\d)\s+%/g, "$1%");
  }
  function split(text) {
    return plain(text).split(/[^\p{L}\p{N}%]+/u).filter(Boolean);
  }
  var index = new MiniSearch({
    fields: ["head", "text", "key", "who"],
    tokenize: function (text) { return split(text); },
    processTerm: function (term) { return term; },
    searchOptions: {
      boost: { head: 3, key: 2, who: .6 },
      prefix: function (term) { return term.length > 1; },
      fuzzy: function (term) { return term.length > 3 && !/\d/.test(term) ? .25 : 0; },
      boostDocument: function (id) { return WEIGHTS[groups[id].records[0].type]; }
    }
  });
  /* The same words for several roles are one answer, and stand once in the index. */
  var groups = [], byWords = {}, byKey = Object.create(null);
  data.records.forEach(function (record) {
    var same = record.type + "/" + record.head, group = byWords[same];
    if (!group) { group = byWords[same] = { records: [], texts: {}, who: {} }; groups.push(group); }
    group.records.push(record);
    if (record.text) { group.texts[record.text] = true; }
    if (record.role) { group.who[roles[record.role].name] = true; }
    if (record.story) { group.who[stories[record.story].name] = true; }
    if (record.key) { byKey[record.key] = record; }
  });
  function once(words) {
    return Array.from(new Set(words)).join(" ");
  }
  function asDocument(group, id) {
    return {
      id: id, head: group.records[0].head, text: Object.keys(group.texts).join(" "), who: once(split(Object.keys(group.who).join(" "))),
      key: once(split(group.records.map(function (record) { return record.key || ""; }).join(" ")))
    };
  }
  /* The index grows while people read on; until it is whole, words are looked for one group after the other. */
  var SLICE = 12;  // milliseconds of a frame
  var indexed = 0;
  function grow() {
    var until = performance.now() + SLICE;
    while (indexed < groups.length && performance.now() < until) { index.add(asDocument(groups[indexed], indexed)); indexed += 1; }
    if (indexed < groups.length) { setTimeout(grow); } else if (whenWhole) { whenWhole(); }
  }
  setTimeout(grow);
  // Without the index: every word begins one of the group's words; a word of the head counts most. Nothing is made even,
  // which takes longest: that typing mistakes and accents are no hindrance, the index knows.
  function looked(terms) {
    var hits = [];
    groups.forEach(function (group, id) {
      if (!group.head) {
        group.head = group.records[0].head.toLowerCase();
        group.rest = [Object.keys(group.texts).join(" "), Object.keys(group.who).join(" "),
          group.records[0].key ? group.records.map(function (record) { return record.key; }).join(" ") : ""].join(" ").toLowerCase();
      }
      var score = 0;
      var isThere = terms.every(function (term) {
        var found = begins(group.head, term) ? 3 : begins(group.rest, term) ? 1 : 0;
        score += found;
        return found;
      });
      if (isThere) { hits.push({ id: id, score: score * WEIGHTS[group.records[0].type] }); }
    });
    return hits;
  }
  function begins(text, term) {
    for (var at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (!at || !/[\p{L}\p{N}]/u.test(text[at - 1])) { return true; }
    }
    return false;
  }

  /* Names of roles, storylines and stages as lists of words; the more words of a name are typed, the surer it is. */
  var names = [];
  data.roles.forEach(function (role) { add("role", role.id, [role.name].concat(role.also)); });
  data.stories.forEach(function (story) { add("story", story.id, [story.name, story.code, story.id.replace(/-/g, " ")].concat(story.also)); });
  data.stages.forEach(function (stage) { add("stage", stage.id, [stage.name, stage.id.replace(/-/g, " ")]); });
  function add(kind, id, all) {
    all.forEach(function (name, place) { names.push({ kind: kind, id: id, words: split(name), rank: place }); });
  }
  // The best name that begins with the words from a place on: all its words first, then its own name before others.
  function nameAt(words, place, taken) {
    var best = null;
    names.forEach(function (name) {
      if (taken[name.kind]) { return; }
      var length = 0;
      while (length < name.words.length && words[place + length] !== undefined && fits(words[place + length], name.words[length])) { length += 1; }
      if (!length) { return; }
      var isWhole = length === name.words.length && words[place + length - 1] === name.words[length - 1];
      var score = length * 100 + (isWhole ? 50 : 0) - name.rank;
      if (!best || score > best.score) { best = { kind: name.kind, id: name.id, length: length, score: score, isWhole: isWhole }; }
    });
    return best;
  }
  function fits(typed, word) {
    return typed === word || (typed.length >= 3 && word.indexOf(typed) === 0);
  }
  function iso(year, month, day) {
    var date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : "";
  }
  // A start date without a year is the latest such day that has been.
  function latest(month, day) {
    var year = +today.slice(0, 4), found = iso(year, month, day);
    return found && found > today ? iso(year - 1, month, day) : found;
  }
  function dateIn(text) {
    var found, date = "";
    if ((found = /\b(\d{4})-(\d\d?)-(\d\d?)\b/.exec(text))) { date = iso(+found[1], +found[2], +found[3]); }
    else if ((found = /\b(\d\d?)\.(\d\d?)\.(\d{4})?/.exec(text))) { date = found[3] ? iso(+found[3], +found[2], +found[1]) : latest(+found[2], +found[1]); }
    else if ((found = /\b([a-z]{3})[a-z]*\.? (\d\d?)\b/.exec(text)) && MONTHS.indexOf(found[1]) >= 0) { date = latest(MONTHS.indexOf(found[1]) + 1, +found[2]); }
    else if ((found = /\b(\d\d?)\.? ([a-z]{3})[a-z]*\b/.exec(text)) && MONTHS.indexOf(found[2]) >= 0) { date = latest(MONTHS.indexOf(found[2]) + 1, +found[1]); }
    return date ? { since: date, rest: text.replace(found[0], " ") } : { since: "", rest: text };
  }
  function understood(typed) {
    var dated = dateIn(plain(typed)), words = split(dated.rest), found = { since: dated.since, all: true }, taken = {};
    for (var place = 0; place < words.length;) {
      var day = /^d?(\d{1,4})$/.exec(words[place]);
      var name = nameAt(words, place, taken);
      if (day && found.day === undefined) { found.day = +day[1]; place += 1; }
      else if (name) { found[name.kind] = name.id; taken[name.kind] = true; found.isRole = found.isRole || (name.kind === "role" && name.isWhole); place += name.length; }
      else if (words[place] === "day" || words[place] === "started" || words[place] === "since") { place += 1; }
      else { found.all = false; place += 1; }
    }
    return found;
  }
  function anchor(found, pair) {
    var stage = found.stage && data.stages.find(function (one) { return one.id === found.stage; });
    if (found.since) { return "#since=" + found.since; }
    if (found.day !== undefined) { return "#d" + found.day; }
    return stage ? (stage.begins[pair] ? "#" + stage.begins[pair] : null) : "";
  }
  function whenOf(found) {
    if (found.since) { return " · started " + +found.since.slice(8) + " " + MONTHS[+found.since.slice(5, 7) - 1].replace(/^./, function (first) { return first.toUpperCase(); }) + " " + found.since.slice(0, 4); }
    if (found.day !== undefined) { return " · day " + found.day; }
    return found.stage ? " · " + data.stages.find(function (one) { return one.id === found.stage; }).name : "";
  }
  /* Every call that fits what was understood, storylines in their order. */
  function calls(found) {
    var made = [];
    if (!found.role && !found.story) { return made; }
    if (found.story && !found.role && found.day === undefined && !found.since && !found.stage) {
      made.push({ kind: KINDS.storyline, head: stories[found.story].name, where: "The story, who says what, when", url: "stories/" + found.story + ".html" });
    }
    data.stories.forEach(function (story) {
      data.roles.forEach(function (role) {
        var pair = story.id + "/" + role.id, at;
        if (!pairs[pair] || (found.role && found.role !== role.id) || (found.story && found.story !== story.id)) { return; }
        at = anchor(found, pair);
        if (at === null) { return; }
        made.push({ kind: KINDS.call, head: role.name + " · " + story.name + whenOf(found), where: "What they have heard, what to say, what to send", url: "prep/" + pair + ".html" + at });
      });
    });
    return made;
  }
  function whereOf(record) {
    var parts = [];
    if (record.role) { parts.push(roles[record.role].name); }
    if (record.story) { parts.push(stories[record.story].name); }
    if (record.day !== undefined) { parts.push("day " + record.day); }
    if (record.draft) { parts.push("draft"); }
    if (record.text) { parts.push(record.text); }
    return parts.join(" · ");
  }
  // The record with that key, else the one of the buyer and the storyline asked for, else the first.
  function oneOf(group, found, keyed) {
    if (keyed) { return keyed; }
    function rank(record) { return (found.isRole && record.role === found.role ? 2 : 0) + (found.story && record.story === found.story ? 1 : 0); }
    return group.records.reduce(function (best, record) { return rank(record) > rank(best) ? record : best; });
  }
  function texts(typed, found) {
    var terms = split(typed), query = terms.join(" "), keyed = byKey[plain(typed).trim()];
    var hits = indexed < groups.length ? looked(terms) : index.search(query, { combineWith: "AND" });
    if (hits.length < 3 && indexed === groups.length) {
      // Little words are in every sentence: they find nothing by themselves.
      var telling = terms.filter(function (term) { return term.length > 2; });
      var seen = {};
      hits.forEach(function (hit) { seen[hit.id] = true; });
      hits = hits.concat(index.search((telling.length ? telling : terms).join(" "), { combineWith: "OR" }).filter(function (hit) { return !seen[hit.id]; }));
    }
    return hits.map(function (hit, order) {
      var group = groups[hit.id], mine = keyed && group.records.indexOf(keyed) >= 0 ? keyed : null;
      var head = split(group.records[0].head).join(" ");
      var score = hit.score * (mine ? 100 : 1);
      score *= head === query ? 30 : head.indexOf(query) === 0 ? 15 : head.indexOf(query) > 0 ? 5 : 1;
      if (found.role && group.records.some(function (record) { return record.role === found.role; })) { score *= 1.5; }
      if (found.story && group.records.some(function (record) { return record.story === found.story; })) { score *= 1.5; }
      return { record: oneOf(group, found, mine), score: score, order: order };
    }).sort(function (one, other) {
      return other.score - one.score || one.order - other.order;
    }).slice(0, SHOWN).map(function (hit) {
      var head = hit.record.type === "objection" ? "“" + hit.record.head.replace(/^["“]|["”]$/g, "") + "”" : hit.record.head;
      return { kind: KINDS[hit.record.type], head: head, where: whereOf(hit.record), url: hit.record.url };
    });
  }
  function find(typed) {
    var found = understood(typed);
    var isCall = found.all && (found.role || found.story);
    var other = texts(typed, found);
    return (isCall ? calls(found).concat(other) : other).slice(0, SHOWN);
  }
  find.isWhole = function () { return indexed === groups.length; };
  return find;
};
