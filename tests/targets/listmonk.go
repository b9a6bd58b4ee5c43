// Renders emails as listmonk 6 does: Go's html/template for HTML and plain text, text/template for the subject, with
// the functions that listmonk gives to both. Written from its source of 2026-07 (models/campaigns.go,
// models/subscribers.go, internal/manager); reads a list of emails from standard input, writes one of results.
package main

import (
	"bytes"
	"encoding/json"
	"html/template"
	"log"
	"os"
	"regexp"
	"strings"
	texttemplate "text/template"

	"github.com/Masterminds/sprig"
)

// What a template says in short: listmonk gives these functions the message before it parses.
var short = regexp.MustCompile(`{{(\s+)?(TrackView|UnsubscribeURL|ManageURL|OptinURL|MessageURL)(\s+)?}}`)

type subscriber struct {
	Email   string
	Name    string
	Attribs map[string]any
}

// FirstName is the first word of the name with more than two bytes.
func (one subscriber) FirstName() string {
	for _, word := range strings.Split(one.Name, " ") {
		if len(word) > 2 {
			return word
		}
	}
	return one.Name
}

// LastName is the last such word.
func (one subscriber) LastName() string {
	words := strings.Split(one.Name, " ")
	for at := len(words) - 1; at >= 0; at-- {
		if len(words[at]) > 2 {
			return words[at]
		}
	}
	return one.Name
}

type message struct {
	Subscriber  subscriber
	unsubscribe string
}

type email struct {
	Layout, HTML, Text, Subject, Unsubscribe string
	Subscriber                               subscriber
}

type rendered struct{ HTML, Text, Subject, Problem string }

func functions() template.FuncMap {
	known := template.FuncMap(sprig.GenericFuncMap())
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(known, name)
	}
	known["UnsubscribeURL"] = func(sent *message) string { return sent.unsubscribe }
	known["Safe"] = func(words string) template.HTML { return template.HTML(words) }
	return known
}

func said(words string) string {
	return short.ReplaceAllString(words, `{{ $2 . }}`)
}

func render(one email, known template.FuncMap) (made rendered, problem error) {
	sent := &message{one.Subscriber, one.Unsubscribe}
	base, problem := template.New("base").Funcs(known).Parse(said(one.Layout))
	if problem != nil {
		return
	}
	content, problem := template.New("content").Funcs(known).Parse(said(one.HTML))
	if problem != nil {
		return
	}
	if _, problem = base.AddParseTree("content", content.Tree); problem != nil {
		return
	}
	text, problem := template.New("content").Funcs(known).Parse(said(one.Text))
	if problem != nil {
		return
	}
	subject, problem := texttemplate.New("content").Funcs(texttemplate.FuncMap(known)).Parse(said(one.Subject))
	if problem != nil {
		return
	}
	var html, plain, line bytes.Buffer
	if problem = base.ExecuteTemplate(&html, "base", sent); problem != nil {
		return
	}
	if problem = text.ExecuteTemplate(&plain, "content", sent); problem != nil {
		return
	}
	problem = subject.ExecuteTemplate(&line, "content", sent)
	return rendered{html.String(), plain.String(), line.String(), ""}, problem
}

func main() {
	var emails []email
	if problem := json.NewDecoder(os.Stdin).Decode(&emails); problem != nil {
		log.Fatal(problem)
	}
	known, all := functions(), []rendered{}
	for _, one := range emails {
		made, problem := render(one, known)
		if problem != nil {
			made = rendered{Problem: problem.Error()}
		}
		all = append(all, made)
	}
	if problem := json.NewEncoder(os.Stdout).Encode(all); problem != nil {
		log.Fatal(problem)
	}
}
