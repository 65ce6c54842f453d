"""Passwords that are guessed first: common words, in the ways in which people vary them.

No list of leaked passwords is copied here. We wrote the words down ourselves (what every such list
is made of: keyboard runs, first names, sports, films, Korean words typed on an English keyboard)
and refuse each with the digits and signs that people put before and after it, doubled, and with
the usual signs for letters. That is far more than the 3,000 most common ones.
"""

import re

_WORDS = """
password passwort passw0rd pass passwd secret secrets login logon signin admin administrator root
superuser user username guest default changeme change letmein welcome hello master access private
security system server service support manager operator computer internet network database office
windows microsoft google naver kakao daum facebook instagram samsung android iphone apple galaxy
youtube twitter amazon paypal minecraft pokemon nintendo playstation starcraft warcraft diablo
overwatch leagueoflegends maplestory lineage sudden starwars matrix batman superman spiderman
ironman avengers hellokitty snoopy mickey mickeymouse donald disney garfield tigger pooh winnie
scooby naruto onepiece dragon dragonball monster shadow hunter ranger killer phantom ghost demon
devil angel heaven princess prince queen king knight wizard magic merlin gandalf excalibur pirate
ninja samurai warrior soccer football baseball basketball hockey tennis golfer swimming running
boxing yankees lakers cowboys steelers dodgers patriots chelsea arsenal liverpool barcelona
realmadrid manchester united juventus ferrari porsche mercedes mustang corvette camaro harley
yamaha kawasaki honda toyota hyundai daewoo ssangyong monkey tiger eagle falcon panther jaguar
leopard dolphin butterfly elephant chicken turtle rabbit kitten puppy dogdog catcat wolf wolfpack
bear teddybear horse pony unicorn penguin sunshine summer winter spring autumn january february
march april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday morning midnight today tomorrow yesterday forever always never whatever
nothing something anything everyone nobody iloveyou iloveu ilove loveme lovely lover lovelove
mylove truelove babygirl babyboy baby sweetheart sweety honey darling beautiful handsome gorgeous
pretty cutie angel1 friends family mother father brother sister daughter husband wife children
happy happiness lucky luckyme freedom peace justice liberty america england canada china japan
korea seoul busan daegu incheon gwangju daejeon ulsan suwon ansan siheung banwol sihwa gyeonggi
jeju london paris berlin tokyo newyork california texas florida chicago boston orange banana
cherry lemon pineapple strawberry chocolate cookie candy coffee pepper ginger peanut butter cheese
pizza burger hamburger icecream sugar purple yellow green silver golden black white rainbow
diamond crystal emerald sapphire ruby pearl flower flowers sunflower rose roses jasmine lily daisy
violet heather michael michelle jennifer jessica jordan joshua justin matthew andrew daniel david
robert thomas william richard charles joseph anthony christopher nicholas benjamin samuel
alexander alexandra alexis amanda ashley nicole melissa elizabeth stephanie samantha victoria
vanessa veronica natalie natasha patricia rebecca rachel kimberly christine christina catherine
caroline charlotte charlie george harry henry jackson johnson kevin martin maxwell oliver oscar
patrick peter philip ronald steven taylor tyler vincent walter winston zachary maggie molly sophie
lauren hannah brandon austin dakota phoenix thunder lightning hurricane tornado blizzard storm
earthquake volcano ocean island mountain river forest garden sunset sunrise moonlight starlight
star stars galaxy1 universe planet earth mercury venus jupiter saturn neptune pluto apollo zeus
athena hercules achilles trustno trustme whoami imthebest thebest number one winner champion
legend rockstar rock metallica nirvana slipknot beatles eminem madonna guitar piano drummer music
musica dance dancer singer player game gamer gaming playboy casino poker jackpot money dollar
million rich success victory power powerful strong fighter bulldog rebel outlaw gangster soldier
marine army navy airforce captain major general sergeant colonel president doctor nurse teacher
student school college university library scooter bicycle skater surfer fishing camping hiking
travel vacation holiday birthday christmas santa easter halloween jesus jesuschrist christ
jesuslove godisgood god bless blessed faith grace church bible gospel amen buddha spirit soul test
testing tester testtest temp temporary sample demo example trial backup oracle mysql postgres
linux ubuntu debian docker jenkins cisco router switch ftp web website webmaster hosting domain
mailbox email mobile phone telephone camera printer monitor keyboard mouse laptop notebook desktop
factory smart smartfactory process quality production manufacture manufacturing engineer
engineering technology technopark innovation company business corporate enterprise industry
industrial machine machinery assessment complex love sexy hotdog cool awesome super mega ultra
turbo nitro extreme alpha beta gamma delta omega sigma abc abcd abcde abcdef abcdefg abcdefgh
abcabc aaa xxx zzz qwe qwer qwert qwerty qwertyu qwertyui qwertyuiop asd asdf asdfg asdfgh asdfghj
asdfghjk asdfghjkl zxc zxcv zxcvb zxcvbn zxcvbnm qaz qazwsx qazwsxedc wsx edc rfv qweasd qweasdzxc
asdqwe asdzxc zxcasd zxcasdqwe poiuy poiuyt poiuytrewq lkjhg lkjhgf lkjhgfdsa mnbvc mnbvcxz ytrewq
trewq rewq fdsa vcxz qawsed qawsedrf azerty azertyuiop dvorak q1w2 q1w2e3 q1w2e3r4 q1w2e3r4t5
q1w2e3r4t5y6 1q2w 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz 1qaz2wsx 1qaz2wsx3edc zaq1 zaq12wsx
zaq1xsw2 qaz1wsx2 qaz123wsx 1a2b 1a2b3c 1a2b3c4d a1b2 a1b2c3 a1b2c3d4 a1s2 a1s2d3 a1s2d3f4 z1x2c3
z1x2c3v4 1z2x3c 1z2x3c4v q1q1 q1q1q1q1 w1w1 qwe123qwe abc123abc qwe123asd qwer1234asdf
asdf1234qwer dkssud dkssudgktpdy dkssudgktpdyd tkfkd tkfkdgo tkfkdgody tkfkdgkqslek rkatkgkqslek
qlalfqjsgh qlalfqjsghdlqslek qlalf wkddmlrm ghkdlxld godqhr godqhrgkrp dnflwlq dnflrkwhr rkwhr
djaak dkQk dkqk djaakdkqk djajsl dkqjwl durl rhddid rhdqnfyd guseo guseowk tkatjd tjdgns alswn
wldus alsrl wldnjs tmdgus tjdus gPfls duswl dmswl wltn alswl tngus gustn wndgkrry gkrry thddk
rladms rlarla rladl qkrtldh dltnstls chlrhd chlrhdi rkddkwl rhdiddl ghkdrma ghfkdel wjsghk ghldnjs
ghltk tkwkd qnwkd eoqkr eoqkrsk ekfrrhrl qkskskd tkrhk vheh rpdla dhrtlzld tmakxm tmakxmvoxjfl
rhdwkd wlseks vudrk tlqkf tlqkfshadk whwrk rothRl 비밀번호 암호 패스워드 안녕 안녕하세요
안녕하십니까 사랑 사랑해 사랑해요 사랑합니다 감사 감사합니다 고맙습니다 행복 행복하자 행복하세요
화이팅 파이팅 대한민국 우리나라 한국 서울 부산 대구 인천 경기 안산 안산시 시흥 시흥시 반월 시화
반월시화 반월공단 시화공단 우리집 우리가족 가족 엄마 아빠 아들 딸 여보 자기야 내사랑 천사 공주
왕자 대박 대박나자 부자 부자되자 돈벼락 로또 로또당첨 행운 희망 평화 자유 하나님 하느님 예수님
아멘 할렐루야 부처님 호랑이 강아지 고양이 토끼 사자 곰돌이 축구 야구 농구 월드컵 봄 여름 가을 겨울
월요일 화요일 수요일 목요일 금요일 토요일 일요일 일이삼사 일이삼사오육칠팔 가나다 가나다라
가나다라마바사 가나다라마바사아 관리자 사용자 회사 공장 스마트공장 제조 생산 품질 테스트 시험 임시
아무거나 모름 몰라 없음 테크노파크 컨설턴트 진단 수준진단 지원사업
"""
_BASES = frozenset(_WORDS.casefold().split())
_SIGNS = str.maketrans("@4310$5!7", "aaeiossit")
_SHIFTED = str.maketrans("!@#$%^&*()", "1234567890")
_LINES = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_RUNS = frozenset(
    way[at : at + 2] for line in _LINES for way in (line, line[::-1]) for at in range(len(line) - 1)
)


def is_common(password: str) -> bool:
    """Whether the password, in lower case and without blanks, is one that is guessed first."""
    if len(set(password)) < 4 or _runs(password) or password in _BASES:
        return True
    if not re.search(r"[^\W\d_]", password):  # digits and signs alone: up to twelve are tried out
        return len(re.sub(r"\D", "", password)) <= 12
    if len(password) <= 12 and len(re.sub(r"[\W\d_]", "", password)) < 3:
        return True
    return any(
        form in _BASES or _halved(form) in _BASES or _paired(form)
        for core in _cores(password)
        for form in {core, core.translate(_SIGNS), core.translate(_SHIFTED)}
    )


def variants() -> set[str]:
    """Some thousand of the refused passwords, as people write them; eight signs or more."""
    tails = ("", "1", "12", "123", "1234", "!", "1!", "123!", "00", "01", "2024", "2025", "2026")
    made = {word + tail for word in _BASES for tail in tails}
    made |= {word + word for word in _BASES} | {word.capitalize() + "1!" for word in _BASES}
    return {word for word in made if len(word) >= 8}


def _cores(text: str) -> set[str]:
    """The text without some or all of the digits and signs at its ends."""
    starts = [0, *(at + 1 for at in range(_edge(text)))]
    ends = [len(text), *(len(text) - at - 1 for at in range(_edge(text[::-1])))]
    return {text[start:end] for start in starts for end in ends if start < end}


def _edge(text: str) -> int:
    """How many digits and signs the text begins with."""
    found = re.match(r"[\W\d_]*", text)
    return len(found.group()) if found else 0


def _halved(text: str) -> str:
    half, odd = divmod(len(text), 2)
    return text[:half] if not odd and text[:half] == text[half:] else text


def _paired(text: str) -> bool:
    """Whether two short common words or keyboard runs stand beside each other, as qwerasdf."""
    if len(text) > 12:
        return False
    return any(text[:at] in _BASES and text[at:] in _BASES for at in range(2, len(text) - 1))


def _runs(text: str) -> bool:
    """Whether it only walks along the keyboard, the alphabet or the digits."""
    return all(text[at : at + 2] in _RUNS for at in range(len(text) - 1))
