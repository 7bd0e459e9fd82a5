#include "feeds/read/newscodes.hpp"
#include "tests/feeds/read/support.hpp"

#include <tuple>

using namespace datelined::feeds;
using read::news_code;

namespace {

constexpr const char* wire_namespaces =
    " xmlns:apcm='http://ap.org/schemas/03/2005/apcm' xmlns:apnm='http://ap.org/schemas/03/2005/apnm'"
    " xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/' xmlns:schema='http://schema.org/'"
    " xmlns:nar='http://iptc.org/std/nar/2006-10-01/' xmlns:dcterms='http://purl.org/dc/terms/'"
    " xmlns:at='http://purl.org/atompub/tombstones/1.0'";

Parsed atom(const std::string& inside) {
  return parse_text("<feed xmlns='http://www.w3.org/2005/Atom'" + std::string(wire_namespaces) + "><title>W</title>" +
                    inside + "</feed>");
}

Parsed rss(const std::string& inside) {
  return parse_text("<rss version='2.0'" + std::string(wire_namespaces) + "><channel><title>W</title>" + inside +
                    "</channel></rss>");
}

Wire atom_wire(const std::string& inside) {
  const Entry entry = atom("<entry><id>urn:1</id>" + inside + "</entry>").entries.at(0);
  REQUIRE_MESSAGE(entry.extension.wire, inside);
  return *entry.extension.wire;
}

Wire rss_wire(const std::string& inside) {
  const Entry entry = rss("<item><guid>1</guid>" + inside + "</item>").entries.at(0);
  REQUIRE_MESSAGE(entry.extension.wire, inside);
  return *entry.extension.wire;
}

Time at(std::int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}

}  // namespace

TEST_SUITE("feeds/read/wire") {
  TEST_CASE("AP's content metadata and news management stand in one place") {
    const Wire wire = atom_wire(
        "<apcm:ContentMetadata><apcm:DateLine>CAIRO (AP)</apcm:DateLine><apcm:SlugLine>ML--Egypt-Vote</apcm:SlugLine>"
        "<apcm:HeadLine>Egypt votes &amp; waits</apcm:HeadLine><apcm:ByLine Title='AP Writer'>By ANN BEE</apcm:ByLine>"
        "<apcm:Priority Numeric='4' Legacy='r'/><apcm:ConsumerReady>true</apcm:ConsumerReady>"
        "<apcm:EditorialType>Lead</apcm:EditorialType><apcm:EdNote>With BC-EU--Vote</apcm:EdNote>"
        "<apcm:Copyright Holder='AP' Date='2024'/><apcm:Property Name='EntitlementMatch' Value='News' Id='7'/>"
        "<apcm:SubjectClassification Authority='AP Subject' Id='c8e4' Value='Elections'/>"
        "<apcm:EntityClassification Authority='AP Company' Id='d5' Value='Acme'>"
        "<apcm:Property Name='PrimaryTicker' Value='ACM'/></apcm:EntityClassification></apcm:ContentMetadata>"
        "<apnm:NewsManagement><apnm:ManagementId>urn:publicid:ap.org:1f</apnm:ManagementId>"
        "<apnm:ManagementType>Change</apnm:ManagementType>"
        "<apnm:ManagementSequenceNumber>3</apnm:ManagementSequenceNumber>"
        "<apnm:PublishingStatus>Usable</apnm:PublishingStatus></apnm:NewsManagement>");
    CHECK(wire.dateline == "CAIRO (AP)");
    CHECK(wire.slug == "ML--Egypt-Vote");
    CHECK(wire.headline == "Egypt votes & waits");
    CHECK(wire.byline == "By ANN BEE");
    CHECK(wire.urgency == 4);
    CHECK(wire.priority == "r");
    CHECK(wire.consumer_ready == true);
    CHECK(wire.editorial_types == std::vector<std::string>{"Lead"});
    CHECK(wire.ed_note == "With BC-EU--Vote");
    CHECK(wire.copyright_holder == "AP");
    CHECK(wire.id == "urn:publicid:ap.org:1f");
    CHECK(wire.management_type == "change");
    CHECK(wire.version == "3");
    CHECK(wire.pub_status == "usable");
    CHECK_FALSE(wire.embargoed);
    REQUIRE(wire.subjects.size() == 2);
    CHECK(wire.subjects[0].kind == "subject");
    CHECK(wire.subjects[0].name == "Elections");
    CHECK(wire.subjects[1].scheme == "AP Company");
    CHECK(wire.subjects[1].properties.at(0).value == "ACM");
    CHECK(wire.properties.at(0).name == "EntitlementMatch");
  }

  TEST_CASE("an AP embargo ends when its status changes") {
    const Wire wire = atom_wire(
        "<apnm:NewsManagement><apnm:PublishingStatus statusChangeOn='2024-03-01T12:00:00'>Embargoed"
        "</apnm:PublishingStatus></apnm:NewsManagement>");
    CHECK(wire.pub_status == "embargoed");
    CHECK(wire.embargoed == at(1709294400));
  }

  TEST_CASE("whatever a wire calls a kill, the status is one word") {
    const std::tuple<std::string, std::string> rows[] = {
        {"<apnm:NewsManagement><apnm:PublishingStatus>Canceled</apnm:PublishingStatus></apnm:NewsManagement>",
         "canceled"},
        {"<apnm:NewsManagement><apnm:PublishingStatus>Kill</apnm:PublishingStatus></apnm:NewsManagement>", "canceled"},
        {"<apnm:NewsManagement><apnm:PublishingStatus>Withheld</apnm:PublishingStatus></apnm:NewsManagement>",
         "withheld"},
        {"<nar:itemMeta><nar:pubStatus qcode='stat:canceled'/></nar:itemMeta>", "canceled"},
        {"<nar:pubStatus qcode='stat:usable'/>", "usable"},
        {"<nar:pubStatus uri='http://cv.iptc.org/newscodes/pubstatusg2/withheld'/>", "withheld"},
        {"<pubStatus>Cancelled</pubStatus>", "canceled"},
        {"<schema:creativeWorkStatus>Draft</schema:creativeWorkStatus>", "draft"},
    };
    for (const auto& [text, status] : rows) {
      CAPTURE(text);
      CHECK(rss_wire(text).pub_status == status);
    }
  }

  TEST_CASE("each dialect says what it says of a story") {
    const std::tuple<std::string, std::string Wire::*, std::string> rows[] = {
        {"<slug>VOTE</slug>", &Wire::slug, "VOTE"},
        {"<dateline>کراچی</dateline>", &Wire::dateline, "کراچی"},
        {"<byline>By A. B.</byline>", &Wire::byline, "By A. B."},
        {"<edNote>Eds: &lt;b&gt;updates&lt;/b&gt;</edNote>", &Wire::ed_note, "Eds: updates"},
        {"<version>2</version>", &Wire::version, "2"},
        {"<schema:version>4</schema:version>", &Wire::version, "4"},
        {"<prism:versionIdentifier>1.2</prism:versionIdentifier>", &Wire::version, "1.2"},
        {"<nar:provider qcode='nprov:REUTERS'/>", &Wire::provider, "nprov:REUTERS"},
        {"<nar:provider literal='AFP'/>", &Wire::provider, "AFP"},
        {"<nar:contentMeta><nar:slugline>US-OIL</nar:slugline></nar:contentMeta>", &Wire::slug, "US-OIL"},
        {"<nar:contentMeta><nar:located qcode='c:1'><nar:name>Paris</nar:name></nar:located></nar:contentMeta>",
         &Wire::located, "Paris"},
        {"<nar:rightsInfo><nar:copyrightHolder literal='AFP'/></nar:rightsInfo>", &Wire::copyright_holder, "AFP"},
        {"<nar:rightsInfo><nar:usageTerms>No archive</nar:usageTerms></nar:rightsInfo>", &Wire::usage_terms,
         "No archive"},
        {"<nar:newsItem guid='tag:r.example,1' version='7'/>", &Wire::id, "tag:r.example,1"},
        {"<dcterms:source>Agency</dcterms:source>", &Wire::source, "Agency"},
        {"<dcterms:rightsHolder>Holder</dcterms:rightsHolder>", &Wire::copyright_holder, "Holder"},
        {"<prism:genre>feature</prism:genre>", &Wire::genre, "feature"},
    };
    for (const auto& [text, member, value] : rows) {
      CAPTURE(text);
      CHECK(rss_wire(text).*member == value);
    }
  }

  TEST_CASE("urgency is a number and what is none is left out") {
    CHECK(rss_wire("<urgency>1</urgency>").urgency == 1);
    CHECK(rss_wire("<nar:urgency>4</nar:urgency>").urgency == 4);
    CHECK_FALSE(rss_wire("<urgency>high</urgency><slug>s</slug>").urgency);
  }

  TEST_CASE("embargoes and their like are dates") {
    const std::tuple<std::string, Date Wire::*> rows[] = {
        {"<embargoed>2024-03-01T12:00:00Z</embargoed>", &Wire::embargoed},
        {"<prism:embargoDate>2024-03-01T13:00:00+01:00</prism:embargoDate>", &Wire::embargoed},
        {"<nar:itemMeta><nar:embargoed>2024-03-01T12:00:00Z</nar:embargoed></nar:itemMeta>", &Wire::embargoed},
        {"<dcterms:available>2024-03-01T12:00:00Z</dcterms:available>", &Wire::available},
        {"<dcterms:valid>start=2024-03-01T12:00:00Z; end=2024-04-01</dcterms:valid>", &Wire::available},
        {"<nar:itemMeta><nar:firstCreated>2024-03-01T12:00:00Z</nar:firstCreated></nar:itemMeta>",
         &Wire::first_created},
    };
    for (const auto& [text, member] : rows) {
      CAPTURE(text);
      CHECK(rss_wire(text).*member == at(1709294400));
    }
  }

  TEST_CASE("a NITF document in the content tells of itself, whatever its namespace") {
    for (const std::string name : {"xmlns=''", "xmlns='http://iptc.org/std/NITF/2006-10-18/'", ""}) {
      CAPTURE(name);
      const Wire wire =
          atom_wire("<content type='text/xml'><nitf " + name +
                    "><head><docdata><doc-id id-string='D1'/><urgency ed-urg='2'/>"
                    "<ed-msg info='Eds: adds quote'/><date.release norm='20240301T120000Z'/>"
                    "<du-key key='vote'/><doc.copyright holder='AP' year='2024'/></docdata></head><body>"
                    "<body.head><hedline><hl1>Head</hl1></hedline><byline>By Ann<byttl>AP</byttl></byline>"
                    "<dateline><location>CAIRO</location></dateline></body.head>"
                    "<body.content><p>Text</p></body.content></body></nitf></content>");
      CHECK(wire.id == "D1");
      CHECK(wire.urgency == 2);
      CHECK(wire.ed_note == "Eds: adds quote");
      CHECK(wire.embargoed == at(1709294400));
      CHECK(wire.slug == "vote");
      CHECK(wire.copyright_holder == "AP");
      CHECK(wire.headline == "Head");
      CHECK(wire.byline == "By Ann AP");
      CHECK(wire.dateline == "CAIRO");
    }
  }

  TEST_CASE("a story without a word of its wire has none") {
    CHECK_FALSE(rss("<item><title>T</title><category>Asia</category></item>").entries.at(0).extension.wire);
    CHECK_FALSE(rss("<item><slug> </slug><nar:itemMeta/></item>").entries.at(0).extension.wire);
  }

  TEST_CASE("names of an unknown namespace say nothing") {
    const Parsed parsed = rss("<item><x:slug xmlns:x='urn:x'>S</x:slug></item>");
    CHECK_FALSE(parsed.entries.at(0).extension.wire);
  }

  TEST_CASE("signals and what a story replaces are lists") {
    const Wire wire = rss_wire(
        "<nar:itemMeta><nar:signal qcode='sig:update'/><nar:signal qcode='sig:correction'/>"
        "<nar:signal qcode='sig:update'/></nar:itemMeta><dcterms:replaces>urn:old</dcterms:replaces>");
    CHECK(wire.signals == std::vector<std::string>{"update", "correction"});
    CHECK(wire.replaces == std::vector<std::string>{"urn:old"});
  }
}

TEST_SUITE("feeds/read/newscodes") {
  TEST_CASE("an IPTC code is found however it is written") {
    const std::tuple<std::string, std::string, std::string, std::string> rows[] = {
        {"medtop:20000002", "", "http://cv.iptc.org/newscodes/mediatopic/", "20000002"},
        {"20000002", "http://cv.iptc.org/newscodes/mediatopic/", "http://cv.iptc.org/newscodes/mediatopic/",
         "20000002"},
        {"20000002", "https://cv.iptc.org/newscodes/mediatopic", "http://cv.iptc.org/newscodes/mediatopic/",
         "20000002"},
        {"http://cv.iptc.org/newscodes/mediatopic/20000002", "", "http://cv.iptc.org/newscodes/mediatopic/",
         "20000002"},
        {"subj:15054000", "", "http://cv.iptc.org/newscodes/subjectcode/", "15054000"},
        {"15054000", "IPTC-SubjectCode", "http://cv.iptc.org/newscodes/subjectcode/", "15054000"},
        {"15054000", "http://www.iptc.org/NewsML/topicsets/iptc-subjectcode.xml",
         "http://cv.iptc.org/newscodes/subjectcode/", "15054000"},
        {"04000000", "subj", "http://cv.iptc.org/newscodes/subjectcode/", "04000000"},
        {"MEDTOP:20000002", "", "http://cv.iptc.org/newscodes/mediatopic/", "20000002"},
    };
    for (const auto& [term, scheme, uri, code] : rows) {
      CAPTURE(term);
      CAPTURE(scheme);
      const auto found = news_code(term, scheme);
      REQUIRE(found);
      CHECK(found->scheme == uri);
      CHECK(found->code == code);
    }
  }

  TEST_CASE("what only looks like one is none") {
    for (const auto& [term, scheme] : {std::pair{"20000002", ""},
                                       {"medtop:politics", ""},
                                       {"medtop:", ""},
                                       {"20000002", "http://example.org/topics"},
                                       {"", "medtop"},
                                       {"a:b", ""}}) {
      CAPTURE(term);
      CHECK_FALSE(news_code(term, scheme));
    }
  }

  TEST_CASE("a category that names its list has it as its scheme, and stays as it is") {
    const Entry entry = rss("<item><category>medtop:20000002</category>"
                            "<category domain='http://cv.iptc.org/newscodes/subjectcode/'>15054000</category></item>")
                            .entries.at(0);
    REQUIRE(entry.extension.categories.size() == 2);
    CHECK(entry.extension.categories[0].term == "medtop:20000002");
    CHECK(entry.extension.categories[0].scheme == "http://cv.iptc.org/newscodes/mediatopic/");
    CHECK(entry.extension.categories[1].scheme == "http://cv.iptc.org/newscodes/subjectcode/");
    REQUIRE(entry.extension.wire);
    REQUIRE(entry.extension.wire->subjects.size() == 2);
    CHECK(entry.extension.wire->subjects[0].code == "20000002");
  }
}

TEST_SUITE("feeds/read/tombstones") {
  TEST_CASE("an entry that was taken back is told by its id") {
    for (const std::string name : {"deleted-entry", "delete-entry"}) {
      CAPTURE(name);
      const Parsed parsed =
          atom("<at:" + name +
               " ref='tag:a.example,1' when='2024-03-01T12:00:00Z'><at:by><name>Ann</name>"
               "<email>a@a.example</email></at:by><at:comment>Killed: &lt;wrong</at:comment>"
               "<link rel='alternate' href='https://a.example/1'/><source><id>urn:feed</id></source></at:" +
               name + ">");
      REQUIRE(parsed.feed.extension.deleted_entries.size() == 1);
      const DeletedEntry& deleted = parsed.feed.extension.deleted_entries[0];
      CHECK(deleted.ref == "tag:a.example,1");
      CHECK(deleted.when == at(1709294400));
      REQUIRE(deleted.by);
      CHECK(deleted.by->name == "Ann");
      CHECK(deleted.by->extension.email == "a@a.example");
      CHECK(deleted.comment == "Killed: <wrong");
      CHECK(deleted.links.at(0).href == "https://a.example/1");
      CHECK(deleted.source == "urn:feed");
      CHECK(parsed.entries.empty());
    }
  }

  TEST_CASE("one without an id tells nothing, one without a time tells what is gone, RSS has them too") {
    const Feed feed = rss("<at:deleted-entry when='2024-03-01T12:00:00Z'/><at:deleted-entry ref='urn:2'/>").feed;
    REQUIRE(feed.extension.deleted_entries.size() == 1);
    CHECK(feed.extension.deleted_entries[0].ref == "urn:2");
    CHECK_FALSE(feed.extension.deleted_entries[0].when);
  }
}

TEST_SUITE("feeds/read/media rights") {
  TEST_CASE("copyright, licence, rights and restrictions are kept") {
    const Entry entry = rss_item(
        "<media:copyright url='https://a.example/c'>2024 AP</media:copyright>"
        "<media:license type='text/html' href='https://a.example/l'>Licence</media:license>"
        "<media:rights status='official'/><media:restriction relationship='allow' type='country'>au  us"
        "</media:restriction>");
    REQUIRE(entry.extension.media);
    const Media& media = *entry.extension.media;
    REQUIRE(media.copyright);
    CHECK(media.copyright->text == "2024 AP");
    CHECK(media.copyright->url == "https://a.example/c");
    REQUIRE(media.license);
    CHECK(media.license->url == "https://a.example/l");
    CHECK(media.rights == "official");
    REQUIRE(media.restrictions.size() == 1);
    CHECK(media.restrictions[0].value == "au us");
    CHECK(entry.extension.rights == "2024 AP");
  }
}
