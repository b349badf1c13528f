"""Agents as services and readers send them, and two hundred ways of writing the same."""

from itertools import product

REPORTING = {
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 462 subscribers; )": ("Feedly", 462, ""),
    "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )": ("Inoreader", 3, ""),
    "Mozilla/5.0 (compatible; inoreader.com; 114 subscribers)": ("Inoreader", 114, ""),
    "NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/1/le-fanal": ("NewsBlur", 27, ""),
    "Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=5a3b)": ("The Old Reader", 1, "5a3b"),
    "Feedbin feed-id:1697787 - 102 subscribers": ("Feedbin", 102, "1697787"),
    "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)": ("BazQux", 1, ""),
    "Dreamwidth Studios (http://www.dreamwidth.org/; webmaster@dreamwidth.org; 2 readers)": ("Dreamwidth", 2, ""),
    "Netvibes (http://www.netvibes.com/; 5 subscribers; feedId: 5404723)": ("Netvibes", 5, "5404723"),
}
"""Services that say for how many they poll: the family, the count and the feed id."""

SINGLE = {
    "FreshRSS/1.24.1 (Linux; https://freshrss.org)": "FreshRSS",
    "Mozilla/5.0 (compatible; Miniflux/2.2.0; +https://miniflux.app)": "Miniflux",
    "NetNewsWire (RSS Reader; https://netnewswire.com/)": "NetNewsWire",
    "newsboat/2.37 (Linux 6.1; x86_64)": "Newsboat",
    "python-reader/3.18 (+https://github.com/lemon24/reader)": "python-reader",
    "Tiny Tiny RSS/24.05 (https://tt-rss.org/)": "Tiny Tiny RSS",
    "NextCloud-News/1.0": "Nextcloud News",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0": "Thunderbird",
    "Reeder/5040003 CFNetwork/1494.0.7 Darwin/23.4.0": "Reeder",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Vivaldi/7.0": "Vivaldi",
}
"""Readers of one person, or of one server."""

NO_READERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "CCBot/2.0 (https://commoncrawl.org/faq/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0",
    "Mastodon/4.3.1 (http.rb/5.2.0; +https://mastodon.example/)",
    "UptimeRobot/2.0 (http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "kube-probe/1.29",
    "W3C_Validator/1.3 http://validator.w3.org/services",
    "FeedValidator/1.3",
    "Superfeedr bot/2.0 http://superfeedr.com - Make your feeds realtime: get in touch - feed-id:1179467",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/130.0.0.0 Safari/537.36",
    "buzzfeed/0.1.0 (+https://flux.lefanal.example)",
    "ia_archiver (+http://www.alexa.com/site/help/webmasters)",
)
"""Robots, previewers, health checks, validators, and ourselves."""

UNKNOWN = {
    "": "others",
    "curl/8.5.0": "others",
    "Go-http-client/2.0": "others",
    "python-requests/2.32.3": "others",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0": "browsers",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1": "browsers",
    "Foo/17 Reader": "others",
}
"""What does not say that it reads feeds: perhaps somebody's reader."""

_HEADS = {
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html; {}; )": "Feedly",
    "Mozilla/5.0 (compatible; inoreader.com; {})": "Inoreader",
    "NewsBlur Feed Fetcher - {} - https://www.newsblur.com/": "NewsBlur",
    "Feedbin {}": "Feedbin",
    "Netvibes (http://www.netvibes.com/; {})": "Netvibes",
}
_WORDS = ("subscribers", "subscriber", "readers", "reader", "Subscribers", "READERS", "Reader", "SUBSCRIBER")
_IDS = ("feed-id={}", "feed-id:{}", "feedId: {}", "feedID:{}", "FEED-ID: {}")
_NUMBERS = (("0", 0), ("1", 1), ("27", 27), ("1,234", 1234), ("12.345", 12345), ("1234567", 1234567))


def variants():
    """Yield agent, family, count and feed id: every service in every spelling, the id before, after or missing."""
    for turn, ((head, family), word, spelled) in enumerate(product(_HEADS.items(), _WORDS, _IDS)):
        written, count = _NUMBERS[turn % len(_NUMBERS)]
        told, named = f"{written} {word}", spelled.format(f"4{turn}")
        places = (f"{named}; {told}", f"{told}; {named}", f"{told} - {named}", told)
        place = turn % len(places)
        yield head.format(places[place]), family, count, "" if place == 3 else f"4{turn}"
