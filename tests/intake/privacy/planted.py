"""Made-up personal data, and codes that look like it, for the tests of privacy."""

from __future__ import annotations

import datetime as dt
from random import Random

from hubstudy.intake.cleaning.codes import uscc_check_digits

PROVINCES = [
    "11",
    "12",
    "13",
    "14",
    "15",
    "21",
    "22",
    "23",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
]
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = str.maketrans("0123456789X-@", "０１２３４５６７８９Ｘ－＠")
# Ordered by how frequent they are in the census of 2020; the last lines are rare ones.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾"
    "龚邵万覃武钱戴严莫孔向常汤康易乔赖文伍樊殷牛岳齐辛聂翟申耿关焦俞鲁欧左季庞安洪牟苗鲍尤车"
)
_COMPOUND = [
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "夏侯",
    "皇甫",
    "尉迟",
    "慕容",
    "令狐",
]
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志玉梅红春燕晓小文斌鹏宇浩晨欣怡佳"
    "雪婷琳凯峰波辉海龙飞鑫彬宁岩松柏荣立永庆玲珍珠凤云莲"
)


def draws(seed: int) -> Random:
    """Make a generator; nothing here is secret."""
    return Random(seed)  # noqa: S311


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return body + str(-total % 10)


def _digits(random: Random, n: int) -> str:
    return "".join(random.choices("0123456789", k=n))


def _division(random: Random) -> str:
    county = random.choice([random.randint(1, 32), random.randint(81, 85)])
    return f"{random.choice(PROVINCES)}{random.randint(1, 12):02}{county:02}"


def id_card(random: Random) -> str:
    """Make an identity number of 18 digits with its check digit."""
    day = dt.date(1935, 1, 1) + dt.timedelta(days=random.randrange(32_000))
    body = f"{_division(random)}{day:%Y%m%d}{random.randint(1, 999):03}"
    total = sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def old_id(random: Random) -> str:
    """Make an identity number of 15 digits."""
    day = dt.date(1926, 1, 1) + dt.timedelta(days=random.randrange(26_000))
    return f"{_division(random)}{day:%y%m%d}{random.randint(1, 999):03}"


def bank_card(random: Random) -> str:
    """Make a card of UnionPay (mostly), Visa, Mastercard or JCB."""
    kinds = [("62", 19), ("62", 19), ("62", 16), ("62", 17), ("4", 16), ("53", 16)]
    start, length = random.choice([*kinds, ("3568", 16)])
    return _luhn(start + _digits(random, length - 1 - len(start)))


def mobile(random: Random) -> str:
    """Make a mobile number."""
    return f"1{random.choice('3456789')}{_digits(random, 9)}"


def landline(random: Random) -> str:
    """Make a landline number with its area code."""
    area, length = random.choice(
        [("010", 8), ("021", 8), ("0631", 7), ("0532", 8), ("0755", 8), ("0891", 7)]
    )
    return f"{area}-{random.randint(2, 8)}{_digits(random, length - 1)}"


def email(random: Random) -> str:
    """Make an e-mail address."""
    name = random.choice(["zhang.san", "li_si", "wangwu", "13812345678", "a-b"])
    return f"{name}{random.randrange(999)}@{random.choice(['qq.com', 'x.gov.cn'])}"


def person_name(random: Random) -> str:
    """Make a name: two, three or four characters, sometimes with a dot."""
    kind = random.random()
    if kind < 0.02:
        return random.choice(["阿依古丽·买买提", "古丽娜尔•艾力", "扎西·次仁"])
    given = "".join(random.choices(_GIVEN, k=random.choice([1, 2, 2])))
    if kind < 0.06:
        return random.choice(_COMPOUND) + given
    rank = min(int(random.expovariate(1 / 25)), len(_SURNAMES) - 1)
    return _SURNAMES[rank] + given


def _grouped(number: str, sizes: tuple[int, ...], between: str) -> str:
    parts, start = [], 0
    for size in (*sizes, len(number)):
        if number[start : start + size]:
            parts.append(number[start : start + size])
        start += size
    return between.join(parts)


GROUPS = {
    "id_card": (6, 8, 4),
    "old_id": (6, 6, 3),
    "bank_card": (4, 4, 4, 4),
    "mobile": (3, 4, 4),
}


def spellings(kind: str, number: str) -> list[str]:
    """Spell a number in all the ways it is met."""
    ways = [
        number,
        number.translate(_FULL_WIDTH),
        f"'{number}",
        f"\t {number}\u3000",
        f"请与本人联系（{number}），谢谢",
        f"备注：{number}。",
        f"第12批 {number} 共3人",
        f"{number}、{number}",
        number[:5] + "\u200b" + number[5:],
        number.lower(),
    ]
    if kind in GROUPS:
        sizes = GROUPS[kind]
        ways += [_grouped(number, sizes, between) for between in (" ", "-", "\u3000")]
        ways += [_grouped(number, sizes, "－").translate(_FULL_WIDTH), " ".join(number)]
    if kind == "mobile":
        ways += [f"+86 {number}", f"86-{number}", f"0086{number}", f"tel:{number}"]
    return ways


def credit_code(random: Random) -> str:
    """Make a unified social credit code, often of digits alone."""
    alphabet = random.choice(["0123456789", "0123456789ABCDEFGHJKLMNPQRTUWXY"])
    kind = random.choice(["51", "52", "53", "59", "91", "92", "93", "11", "12"])
    body = "".join(random.choices(alphabet, k=8))
    first = f"{kind}{_division(random)}{body}"
    return first + uscc_check_digits(first)


def project_code(random: Random) -> str:
    """Make a code of a project or contract in one of the shapes that are in use."""
    year, n = random.randint(2010, 2026), random.randint(1, 300)
    month, day = random.randint(1, 12), random.randint(1, 28)
    street = f"{_division(random)}{random.randint(1, 22):03}"
    place = (
        f"{street}{random.choice([random.randint(1, 60), random.randint(200, 260)]):03}"
    )
    shape = random.randrange(12)
    return (
        f"GY{year}-{n:04}",
        f"P{n:03}",
        f"{year}{street[:6]}{n:03}",
        f"{year}{month:02}{n:05}",
        f"{place}{year}{n:04}",
        f"{place}{year}{n:03}",
        f"{street[:6]}-{year}-{n:04}",
        f"{street[:6]}{year}{n:05}",
        f"{year}{month:02}{day:02}{n:04}",
        f"荣创投〔{year}〕{n}号",
        f"XM-{street}-{year}-{n:03}",
        f"{place}{n:03}",
    )[shape]
